package dev.glossa.jobs.run;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.min;

import dev.glossa.jobs.run.Manifest.Counts;
import dev.glossa.jobs.run.Manifest.DataFile;
import dev.glossa.jobs.run.Manifest.TableFiles;
import dev.glossa.jobs.table.Tables;
import dev.glossa.udf.table.Table;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.ToLongFunction;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * Whether a folder holds what it says: every file against its manifest, then the keys of all waves
 * against each other.
 *
 * <p>The keys are compared over the waves whose files are whole; a damaged one is named and left
 * out.
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
   * @param inputs in the whole waves
   * @param documents of them with results, each text once
   * @param occurrences inputs with results
   * @param errors inputs without, less those taken back since
   */
  public record Report(
      int waves,
      long files,
      long bytes,
      long inputs,
      long documents,
      long occurrences,
      long errors,
      List<Problem> problems) {

    /** Whether nothing is wrong. */
    public boolean sound() {
      return problems.isEmpty();
    }
  }

  private static final String[] KEY = {"key"};

  private final SparkSession spark;
  private final OutputFolder folder;
  private final List<Problem> problems = new ArrayList<>();
  private long files;
  private long bytes;
  private int checks;

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
    List<String> ids = folder.waveIds();
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
    whole.forEach(this::checkCounts);
    if (whole.size() == ids.size()) {
      checkKeys(Published.of(folder, whole));
    }
    // The files are what the manifests say, so the manifests' counts are the tables' rows.
    long resolved = sum(whole, Counts::resolved);
    return new Report(
        ids.size(),
        files,
        bytes,
        sum(whole, Counts::inputs) - resolved,
        sum(whole, Counts::documents),
        sum(whole, Counts::occurrences),
        sum(whole, Counts::errors) - resolved,
        List.copyOf(problems));
  }

  private static long sum(List<Manifest> waves, ToLongFunction<Counts> count) {
    return waves.stream().map(Manifest::counts).mapToLong(count).sum();
  }

  private Optional<Manifest> checkFiles(String id) throws IOException {
    Path wave = folder.wave(id);
    String where = "data/wave=" + id + "/";
    Manifest manifest;
    files++;
    try {
      manifest =
          ManifestParser.fromJson(folder.storage().read(new Path(wave, ManifestParser.FILE)));
    } catch (IOException e) {
      problems.add(new Problem(where + ManifestParser.FILE, reason(e)));
      return Optional.empty();
    }
    if (!manifest.wave().equals(id)) {
      problems.add(
          new Problem(where + ManifestParser.FILE, "is the manifest of wave " + manifest.wave()));
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

  private void checkCounts(Manifest wave) {
    Counts counts = wave.counts();
    boolean agree =
        rows(wave, Tables.DOCUMENTS) == counts.documents()
            && rows(wave, Tables.OCCURRENCES) == counts.occurrences()
            && rows(wave, Tables.ERRORS) == counts.errors()
            && rows(wave, Tables.RESOLVED) == counts.resolved()
            && counts.occurrences() + counts.errors() == counts.inputs();
    if (!agree) {
      problems.add(
          new Problem("data/wave=" + wave.wave(), "its counts and its tables' rows do not agree"));
    }
  }

  private void checkKeys(Published waves) {
    if (waves.waves().isEmpty()) {
      return;
    }
    Dataset<Row> documents = waves.read(spark, Tables.DOCUMENTS).select("key", Published.WAVE);
    Dataset<Row> occurrences = waves.read(spark, Tables.OCCURRENCES).select("key", "source", "id");
    Dataset<Row> errors = waves.standingErrors(spark).select("key", "source", "id");
    Dataset<Row> allErrors =
        waves
            .read(spark, Tables.ERRORS)
            .select(col("key"), col("source"), col("id"), col(Published.WAVE).as("failed_in"));
    String[] inWave = {"key", Published.WAVE};

    List<Dataset<Row>> bad = new ArrayList<>();
    bad.add(
        named(
            Tables.DOCUMENTS,
            "keys are there more than once",
            documents.groupBy("key").count().filter("count > 1")));
    bad.add(
        named(
            Tables.OCCURRENCES,
            "inputs stand more than once there and in errors",
            occurrences.union(errors).groupBy("key", "source", "id").count().filter("count > 1")));
    bad.add(
        named(
            Tables.OCCURRENCES,
            "rows have no document",
            occurrences.join(documents, KEY, "left_anti")));
    bad.add(
        named(
            Tables.DOCUMENTS,
            "documents have no occurrence",
            documents.join(occurrences, KEY, "left_anti")));
    bad.add(
        named(
            Tables.ERRORS,
            "standing errors have results",
            errors.join(documents, KEY, "left_semi")));
    bad.add(
        named(
            Tables.RESOLVED,
            "rows take back no error",
            waves
                .read(spark, Tables.RESOLVED)
                .join(allErrors, new String[] {"key", "source", "id", "failed_in"}, "left_anti")));
    for (Table<?> table : Tables.results()) {
      if (table.has(Table.KEY.name())) {
        bad.add(
            named(
                table,
                "keys are of no document of their wave",
                waves
                    .read(spark, table)
                    .select("key", Published.WAVE)
                    .distinct()
                    .join(documents, inWave, "left_anti")));
      }
    }
    // One job for all, as most of a small job is its planning.
    bad.stream()
        .reduce(Dataset::union)
        .orElseThrow()
        .groupBy("check", "table", "what")
        .agg(count(lit(1)), min("key"))
        .orderBy("check")
        .collectAsList()
        .forEach(
            row ->
                problems.add(
                    new Problem(
                        row.getString(1),
                        row.getLong(3)
                            + " "
                            + row.getString(2)
                            + ", such as "
                            + row.getString(4))));
  }

  private Dataset<Row> named(Table<?> table, String what, Dataset<Row> rows) {
    return rows.select(
        lit(checks++).as("check"), lit(table.name()).as("table"), lit(what).as("what"), col("key"));
  }

  private static long rows(Manifest wave, Table<?> table) {
    return wave.table(table.name()).map(TableFiles::rows).orElse(0L);
  }

  private static String reason(IOException e) {
    boolean missing =
        e instanceof java.nio.file.NoSuchFileException
            || e instanceof java.io.FileNotFoundException;
    return missing ? "is missing" : "cannot be read: " + e.getMessage();
  }
}
