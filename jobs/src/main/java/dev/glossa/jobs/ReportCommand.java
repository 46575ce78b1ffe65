package dev.glossa.jobs;

import dev.glossa.jobs.config.ConfigSources;
import dev.glossa.jobs.config.ConfigurationException;
import dev.glossa.jobs.config.Settings;
import dev.glossa.jobs.report.Report;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.apache.spark.sql.SparkSession;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Draws the page of pictures from the tables. */
@Command(
    name = "report",
    mixinStandardHelpOptions = true,
    description = "Draws the page of pictures from the tables.")
final class ReportCommand implements Callable<Integer> {
  @Mixin private OutputOption output;

  @Option(names = "--config", paramLabel = "FILE", description = "Settings; see conf/glossa.conf.")
  private List<Path> files = new ArrayList<>();

  @Option(names = "--set", paramLabel = "KEY=VALUE", description = "One setting.")
  private List<String> sets = new ArrayList<>();

  @Override
  public Integer call() throws ConfigurationException, IOException {
    Settings settings =
        Settings.load(
            new ConfigSources(Home.folder(), files, sets, List.of(), output.path()), List.of());
    try (SparkSession spark = Sessions.open("report")) {
      output.folder(spark);
      System.out.println(Report.write(spark, output.path(), settings.report()));
      return 0;
    }
  }
}
