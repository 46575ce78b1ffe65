package dev.glossa.jobs;

import dev.glossa.jobs.config.ConfigurationException;
import dev.glossa.jobs.config.JobStages;
import dev.glossa.jobs.config.Settings;
import dev.glossa.jobs.report.Report;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import org.apache.spark.sql.SparkSession;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Draws the page of pictures from the tables. */
@Command(
    name = "report",
    mixinStandardHelpOptions = true,
    description = "Draws the page of pictures from the tables.")
final class ReportCommand implements Callable<Integer> {
  @Mixin private OutputOption output;

  @Mixin private SettingsOptions options;

  @Override
  public Integer call() throws ConfigurationException, IOException {
    Settings settings =
        Settings.load(options.sources(List.of(), List.of(), output.path()), List.of());
    try (SparkSession spark = Sessions.open("report")) {
      output.folder(spark);
      System.out.println(
          Report.write(spark, output.path(), settings.report(), JobStages.chapters()));
      return 0;
    }
  }
}
