package dev.glossa.jobs.run;

import static org.apache.spark.sql.functions.col;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * What is published, failed and being made in a folder.
 *
 * @param waves in the order of their ids
 * @param documents texts with results
 * @param occurrences inputs with results
 * @param errors standing errors by stage and code, the most frequent first
 * @param staging what a run, dead or alive, has in the making
 * @param writer who writes to the folder, in words
 */
public record Status(
    List<Manifest> waves,
    long documents,
    long occurrences,
    List<ErrorCount> errors,
    List<String> staging,
    Optional<String> writer) {

  /** How often a stage failed for a reason. */
  public record ErrorCount(String stage, String code, long inputs) {}

  /** Reads the manifests, and of the tables only the errors. */
  public static Status of(SparkSession spark, OutputFolder folder) throws IOException {
    Published waves = Published.in(folder);
    List<ErrorCount> errors = new ArrayList<>();
    for (Row row :
        waves
            .standingErrors(spark)
            .groupBy("stage", "code")
            .count()
            .orderBy(col("count").desc(), col("stage"), col("code"))
            .collectAsList()) {
      errors.add(new ErrorCount(row.getString(0), row.getString(1), row.getLong(2)));
    }
    return new Status(
        waves.waves(),
        waves.waves().stream().mapToLong(wave -> wave.counts().documents()).sum(),
        waves.waves().stream().mapToLong(wave -> wave.counts().occurrences()).sum(),
        List.copyOf(errors),
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
}
