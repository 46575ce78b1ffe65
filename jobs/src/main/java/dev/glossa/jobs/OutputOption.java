package dev.glossa.jobs;

import dev.glossa.jobs.run.OutputFolder;
import java.io.IOException;
import org.apache.spark.sql.SparkSession;
import picocli.CommandLine.Option;

/** The option of commands that look at a folder of tables. */
final class OutputOption {
  @Option(
      names = "--output",
      paramLabel = "DIR",
      required = true,
      description = "Folder of the tables.")
  private String output;

  String path() {
    return output;
  }

  /** The folder, in which a run must have begun. */
  OutputFolder looking(SparkSession spark) throws IOException {
    return OutputFolder.forLooking(output, spark.sessionState().newHadoopConf());
  }

  /** The folder, which must hold a run's tables. */
  OutputFolder folder(SparkSession spark) throws IOException {
    return OutputFolder.forReading(output, spark.sessionState().newHadoopConf());
  }
}
