package dev.glossa.jobs.run;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.min;

import dev.glossa.jobs.run.Manifest.RunPart;
import dev.glossa.jobs.table.Tables;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * What is published, failed and being made in a folder.
 *
 * @param waves in the order of their ids
 * @param texts that the folder holds
 * @param inputs that stand, those that cannot be read among them
 * @param errors that stand, by stage and code, the most frequent first
 * @param staging what a run, dead or alive, has in the making
 * @param writer who writes to the folder, in words
 */
public record Status(
    List<Manifest> waves,
    long texts,
    long inputs,
    List<ErrorCount> errors,
    List<String> staging,
    Optional<String> writer) {

  /**
   * How often a stage failed for a reason.
   *
   * @param number of texts, for {@code read} of inputs
   * @param since when the run began that met the first of them
   */
  public record ErrorCount(String stage, String code, long number, Instant since) {}

  /** Reads the manifests, and of the tables names and errors. */
  public static Status of(SparkSession spark, OutputFolder folder) throws IOException {
    Published published = Published.in(folder);
    State state = State.of(spark, published);
    return new Status(
        published.waves(),
        published.rows(Tables.DOCUMENTS),
        state.occurrences().count(),
        errors(spark, published),
        folder.storage().list(folder.staging()).stream().map(Storage.Entry::name).toList(),
        Lock.holder(folder)
            .map(
                owner ->
                    "process "
                        + owner.process()
                        + " on "
                        + owner.host()
                        + " since "
                        + owner.started()
                        + ", until "
                        + owner.until()
                        + " unless renewed"));
  }

  /** The errors that stand, by stage and code, the most frequent first. */
  public static List<ErrorCount> errors(SparkSession spark, Published published) {
    if (published.rows(Tables.ERRORS) == 0) {
      return List.of();
    }
    Map<String, Instant> starts = new HashMap<>();
    for (RunPart part : published.runs()) {
      starts.merge(part.run(), part.started(), (a, b) -> a.isBefore(b) ? a : b);
    }
    Dataset<Row> counts =
        State.of(spark, published)
            .errors()
            .groupBy("stage", "code")
            .agg(count(lit(1)).as("number"), min("since").as("since"))
            .orderBy(col("number").desc(), col("stage"), col("code"));
    List<ErrorCount> errors = new ArrayList<>();
    for (Row row : counts.collectAsList()) {
      errors.add(
          new ErrorCount(
              row.getString(0),
              row.getString(1),
              row.getLong(2),
              starts.getOrDefault(row.getString(3), Instant.EPOCH)));
    }
    return List.copyOf(errors);
  }
}
