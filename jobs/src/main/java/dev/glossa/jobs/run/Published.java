package dev.glossa.jobs.run;

import static org.apache.spark.sql.functions.broadcast;

import dev.glossa.jobs.table.Tables;
import dev.glossa.udf.spark.TableRows;
import dev.glossa.udf.table.Table;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/** The waves that a folder holds, as they were when this was read. */
public final class Published {

  /** The column that a reader makes of the folder name {@code wave=ID}. */
  static final String WAVE = "wave";

  private final OutputFolder folder;
  private final List<Manifest> waves;

  private Published(OutputFolder folder, List<Manifest> waves) {
    this.folder = folder;
    this.waves = List.copyOf(waves);
  }

  /** The manifests of these waves, which are known to be readable. */
  static Published of(OutputFolder folder, Collection<Manifest> waves) {
    return new Published(folder, List.copyOf(waves));
  }

  /**
   * Reads every wave's manifest.
   *
   * @throws RunException when one is missing or damaged
   */
  public static Published in(OutputFolder folder) throws IOException {
    List<Manifest> waves = new ArrayList<>();
    for (String id : folder.waveIds()) {
      Path file = new Path(folder.wave(id), ManifestParser.FILE);
      try {
        waves.add(ManifestParser.fromJson(folder.storage().read(file)));
      } catch (IOException e) {
        throw new RunException(
            "Cannot read the manifest: "
                + file
                + " ("
                + e.getMessage()
                + "; `verify` names all that is damaged, and restoring the wave's folder or removing"
                + " it, which costs its work again, puts it right)",
            e);
      }
    }
    return new Published(folder, waves);
  }

  /** The manifests, in the order of the waves' ids. */
  public List<Manifest> waves() {
    return waves;
  }

  /** Only the waves made under a fingerprint. */
  public Published under(String fingerprint) {
    return new Published(
        folder, waves.stream().filter(wave -> wave.fingerprint().equals(fingerprint)).toList());
  }

  /** A table of all waves, with the column {@code wave} after the table's own. */
  public Dataset<Row> read(SparkSession spark, Table<?> table) {
    StructType schema = TableRows.schema(table).add(WAVE, DataTypes.StringType);
    String[] folders =
        waves.stream()
            .filter(wave -> wave.table(table.name()).isPresent())
            .map(wave -> new Path(folder.wave(wave.wave()), table.name()).toString())
            .toArray(String[]::new);
    if (folders.length == 0) {
      return spark.createDataFrame(List.of(), schema);
    }
    return spark
        .read()
        .schema(schema)
        // A folder's name may hold signs that Spark would take for a glob.
        .option("__globPaths__", "false")
        .option("basePath", folder.data().toString())
        .parquet(folders);
  }

  /** The rows of {@code errors} that no row of {@code resolved} takes back. */
  public Dataset<Row> standingErrors(SparkSession spark) {
    Dataset<Row> errors = read(spark, Tables.ERRORS);
    if (waves.stream().allMatch(wave -> wave.counts().resolved() == 0)) {
      return errors;
    }
    Dataset<Row> resolved = read(spark, Tables.RESOLVED).drop(WAVE);
    return errors.join(
        broadcast(resolved),
        errors
            .col("key")
            .equalTo(resolved.col("key"))
            .and(errors.col("source").equalTo(resolved.col("source")))
            .and(errors.col("id").equalTo(resolved.col("id")))
            .and(errors.col(WAVE).equalTo(resolved.col("failed_in"))),
        "left_anti");
  }
}
