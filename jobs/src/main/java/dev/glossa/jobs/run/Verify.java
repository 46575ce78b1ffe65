package dev.glossa.jobs.run;

import dev.glossa.jobs.run.Manifest.DataFile;
import dev.glossa.jobs.run.Manifest.RunPart;
import dev.glossa.jobs.run.Manifest.StageRun;
import dev.glossa.jobs.run.Manifest.TableFiles;
import dev.glossa.jobs.table.Tables;
import dev.glossa.udf.task.Stages;
import dev.glossa.udf.task.WordStage;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * Whether a folder holds what it says: every file against its manifest, then the rows of all waves
 * against each other.
 *
 * <p>The rows are compared where all waves' files are whole; a damaged one is named.
 */
public final class Verify {

  /**
   * Something that is not as it should be.
   *
   * @param where a file or folder below the output folder, or a table
   * @param what is wrong with it
   */
  public record Problem(String where, String what) {}

  /**
   * What was found.
   *
   * @param files looked at, manifests included
   * @param texts that the folder holds
   * @param pairs of a text and a stage that were attempted
   * @param results of these
   * @param failures of these
   * @param inputs that were ever found, those that could not be read among them
   * @param unread of these
   */
  public record Report(
      int waves,
      long files,
      long bytes,
      long texts,
      long pairs,
      long results,
      long failures,
      long inputs,
      long unread,
      List<Problem> problems) {

    /** Whether nothing is wrong. */
    public boolean sound() {
      return problems.isEmpty();
    }
  }

  private final SparkSession spark;
  private final OutputFolder folder;
  private final List<Problem> problems = new ArrayList<>();
  private long files;
  private long bytes;

  private Verify(SparkSession spark, OutputFolder folder) {
    this.spark = spark;
    this.folder = folder;
  }

  /** Checks everything; waves that are published meanwhile may be missed. */
  public static Report check(SparkSession spark, OutputFolder folder) throws IOException {
    return new Verify(spark, folder).run();
  }

  private Report run() throws IOException {
    List<Manifest> whole = new ArrayList<>();
    List<String> ids = folder.publication().visible();
    for (Storage.Entry entry : folder.storage().list(folder.data())) {
      if (!entry.folder() || !entry.name().startsWith("wave=")) {
        problems.add(new Problem("data/" + entry.name(), "is no wave"));
      }
    }
    for (String id : ids) {
      int before = problems.size();
      Optional<Manifest> manifest = checkFiles(id);
      if (problems.size() == before) {
        whole.add(manifest.orElseThrow());
      }
    }
    Published published = Published.of(folder, whole);
    published.waves().forEach(this::checkCounts);
    if (whole.size() == ids.size() && !whole.isEmpty()) {
      problems.addAll(RowChecks.of(spark, published));
      checkWaves(published);
      problems.addAll(ViewFiles.check(folder));
    }
    // The files are what the manifests say, so the manifests' counts are the tables' rows.
    long errors = published.rows(Tables.ERRORS);
    long failures = 0;
    long pairs = 0;
    for (RunPart part : published.runs()) {
      for (StageRun stage : part.stages()) {
        pairs += stage.attempted();
        failures += stage.errors();
      }
    }
    return new Report(
        published.waves().size(),
        files,
        bytes,
        published.rows(Tables.DOCUMENTS),
        pairs,
        pairs - failures,
        failures,
        published.rows(Tables.OCCURRENCES),
        errors - failures,
        List.copyOf(problems));
  }

  private Optional<Manifest> checkFiles(String id) throws IOException {
    Path wave = folder.publication().folder(id);
    String where = "data/wave=" + id + "/";
    Manifest manifest;
    files++;
    try {
      manifest = folder.publication().manifest(id);
    } catch (IOException e) {
      problems.add(new Problem(where + ManifestParser.FILE, reason(e)));
      return Optional.empty();
    }
    Set<String> tables = new HashSet<>(Set.of(ManifestParser.FILE));
    for (TableFiles table : manifest.tables()) {
      tables.add(table.table());
      checkTable(where + table.table() + "/", new Path(wave, table.table()), table);
    }
    for (Storage.Entry entry : folder.storage().list(wave)) {
      if (!tables.contains(entry.name())) {
        problems.add(new Problem(where + entry.name(), "is not in the manifest"));
      }
    }
    return Optional.of(manifest);
  }

  private void checkTable(String where, Path path, TableFiles table) throws IOException {
    Set<String> names = new HashSet<>();
    for (DataFile file : table.files()) {
      names.add(file.name());
      files++;
      try {
        String hash = ParquetFiles.sha256(folder, new Path(path, file.name()));
        if (!hash.equals(file.sha256())) {
          problems.add(new Problem(where + file.name(), "differs from its SHA-256"));
        }
        bytes += file.bytes();
      } catch (IOException e) {
        problems.add(new Problem(where + file.name(), reason(e)));
      }
    }
    for (Storage.Entry entry : folder.storage().list(path)) {
      if (!names.contains(entry.name())) {
        problems.add(new Problem(where + entry.name(), "is not in the manifest"));
      }
    }
  }

  /** The table {@code waves}, by which the views choose, says what the manifests say. */
  private void checkWaves(Published published) {
    Map<String, List<String>> rows = new HashMap<>();
    for (Row row : published.read(spark, Tables.WAVES).collectAsList()) {
      rows.merge(
          row.getAs("wave"), row.getList(row.fieldIndex("replaces")), (a, b) -> List.of("twice"));
    }
    for (Manifest wave : published.waves()) {
      if (!wave.replaces().equals(rows.get(wave.wave()))) {
        problems.add(
            new Problem("data/wave=" + wave.wave() + "/waves", "is not what the manifest says"));
      }
    }
  }

  /** Every attempt of a stage ended once, and the tables have a row for each of these ends. */
  private void checkCounts(Manifest wave) {
    long results = 0;
    long errors = 0;
    boolean ended = true;
    for (RunPart part : wave.runs()) {
      for (StageRun stage : part.stages()) {
        ended &= stage.attempted() == stage.results() + stage.errors();
        boolean ofWords = Stages.find(stage.stage()).orElse(null) instanceof WordStage;
        results += ofWords ? 0 : stage.results();
        errors += stage.errors();
      }
    }
    if (!ended) {
      problems.add(new Problem("data/wave=" + wave.wave(), "has attempts that ended nowhere"));
    }
    // Where a wave was made anew, rows of its runs may have been taken out on purpose.
    if (wave.replaces().isEmpty()
        && (results != wave.rows(Tables.RESULTS.name())
            || errors > wave.rows(Tables.ERRORS.name()))) {
      problems.add(
          new Problem("data/wave=" + wave.wave(), "its counts and its tables' rows do not agree"));
    }
  }

  private static String reason(IOException e) {
    boolean missing = e instanceof NoSuchFileException || e instanceof FileNotFoundException;
    return missing ? "is missing" : "cannot be read: " + e.getMessage();
  }
}
