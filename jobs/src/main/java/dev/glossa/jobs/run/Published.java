package dev.glossa.jobs.run;

import dev.glossa.jobs.run.Manifest.RunPart;
import dev.glossa.jobs.run.Manifest.StageRun;
import dev.glossa.udf.spark.TableRows;
import dev.glossa.udf.table.Table;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * The waves of a folder as they were when this was read: their manifests and all states of their
 * tables. Waves that another one has replaced are not among them. What stands today of all the
 * states, {@link State} says.
 */
public final class Published {

  /** The column that a reader makes of the folder name {@code wave=ID}. */
  static final String WAVE = "wave";

  private final Publication publication;
  private final Path data;
  private final List<Manifest> waves;

  private Published(Publication publication, Path data, Collection<Manifest> waves) {
    this.publication = publication;
    this.data = data;
    this.waves = List.copyOf(waves);
  }

  /** No wave, of no folder. */
  static Published nothing() {
    return new Published(null, null, List.of());
  }

  /** The manifests of these waves, which are known to be readable; replaced ones are left out. */
  static Published of(OutputFolder folder, Collection<Manifest> waves) {
    Set<String> replaced = new HashSet<>();
    waves.forEach(wave -> replaced.addAll(wave.replaces()));
    return new Published(
        folder.publication(),
        folder.data(),
        waves.stream().filter(wave -> !replaced.contains(wave.wave())).toList());
  }

  /**
   * Reads every wave's manifest. A listing takes time, and one that meets a wave too late and the
   * wave that replaces it too early has neither: so the folder is listed again, until it is what it
   * was.
   *
   * @throws RunException when one is missing or damaged
   */
  public static Published in(OutputFolder folder) throws IOException {
    Publication publication = folder.publication();
    while (true) {
      List<String> ids = publication.visible();
      List<Manifest> waves = new ArrayList<>();
      String reading = "";
      try {
        for (String id : ids) {
          reading = id;
          waves.add(publication.manifest(id));
        }
        if (publication.visible().equals(ids)) {
          return of(folder, waves);
        }
      } catch (FileNotFoundException e) {
        if (publication.visible().equals(ids)) {
          throw unreadable(folder, reading, "it is missing", e);
        }
        // The wave was replaced between the two looks: what has taken its place is read next.
      } catch (IOException e) {
        throw unreadable(folder, reading, e.getMessage(), e);
      }
    }
  }

  /**
   * Takes the waves out of sight that another one has replaced, where its writer did not come to
   * that. Only the holder of the lock may.
   */
  static void finishReplacing(OutputFolder folder) throws IOException {
    Publication publication = folder.publication();
    Set<String> replaced = new HashSet<>();
    List<String> ids = publication.visible();
    for (String id : ids) {
      try {
        replaced.addAll(publication.manifest(id).replaces());
      } catch (IOException e) {
        // Whoever reads the folder says what is wrong with the manifest.
        continue;
      }
    }
    replaced.retainAll(ids);
    publication.withdraw(List.copyOf(replaced));
    publication.sweep();
  }

  private static RunException unreadable(
      OutputFolder folder, String id, String why, IOException e) {
    return new RunException(
        "Cannot read the manifest: "
            + new Path(folder.publication().folder(id), ManifestParser.FILE)
            + " ("
            + why
            + "; `verify` names all that is damaged, and restoring the wave's folder or removing"
            + " it, which costs its work again, puts it right)",
        e);
  }

  /** The manifests, in the order of the waves' ids. */
  public List<Manifest> waves() {
    return waves;
  }

  /** What the runs did, wave by wave, the oldest run first. */
  public List<RunPart> runs() {
    List<RunPart> parts = new ArrayList<>();
    waves.forEach(wave -> parts.addAll(wave.runs()));
    parts.sort(java.util.Comparator.comparing(RunPart::run));
    return parts;
  }

  /** Each stage that was ever run, by name, with the latest of the runs that went through it. */
  public Map<String, Latest> latest() {
    Map<String, Latest> latest = new TreeMap<>();
    for (RunPart part : runs()) {
      for (StageRun stage : part.stages()) {
        latest.put(stage.stage(), new Latest(stage.settings(), part));
      }
    }
    return latest;
  }

  /**
   * How a stage was run last.
   *
   * @param settings its fingerprint then
   * @param part of that run
   */
  public record Latest(String settings, RunPart part) {}

  /** Rows of a table in all waves, as the manifests count them. */
  public long rows(Table<?> table) {
    return waves.stream().mapToLong(wave -> wave.rows(table.name())).sum();
  }

  /** A table of all waves, in all its states, with the column {@code wave} after its own. */
  public Dataset<Row> read(SparkSession spark, Table<?> table) {
    return read(spark, table, waves);
  }

  /** A table of one wave. */
  public Dataset<Row> read(SparkSession spark, Table<?> table, Manifest wave) {
    return read(spark, table, List.of(wave)).drop(WAVE);
  }

  /** A table of some waves, with the column {@code wave} after its own. */
  Dataset<Row> read(SparkSession spark, Table<?> table, List<Manifest> from) {
    StructType schema = TableRows.schema(table).add(WAVE, DataTypes.StringType);
    // A table of no rows has nothing to say, and one file less to open.
    String[] folders =
        from.stream()
            .filter(wave -> wave.rows(table.name()) > 0)
            .map(wave -> new Path(publication.folder(wave.wave()), table.name()).toString())
            .toArray(String[]::new);
    if (folders.length == 0) {
      return spark.createDataFrame(List.of(), schema);
    }
    return spark
        .read()
        .schema(schema)
        .option("basePath", data.toString())
        .option("__globPaths__", "false")
        .parquet(folders);
  }
}
