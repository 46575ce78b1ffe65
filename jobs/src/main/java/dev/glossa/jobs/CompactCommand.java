package dev.glossa.jobs;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigValueFactory;
import dev.glossa.jobs.run.Compact;
import dev.glossa.jobs.run.Lock;
import dev.glossa.jobs.run.OutputFolder;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.function.Function;
import org.apache.spark.sql.SparkSession;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Merges a folder's small waves and drops what was superseded long ago. */
@Command(
    name = "compact",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = "Merges small waves, and drops results that other settings superseded long ago.")
final class CompactCommand implements Callable<Integer> {
  @Spec private CommandLine.Model.CommandSpec spec;

  @Mixin private OutputOption output;

  @Option(
      names = "--older-than",
      paramLabel = "TIME",
      defaultValue = "30d",
      description =
          "Results go if other settings took over so long ago, such as 12h, 30d or 0d. Default:"
              + " ${DEFAULT-VALUE}.")
  private String olderThan;

  @Option(
      names = "--smaller-than",
      paramLabel = "SIZE",
      defaultValue = "64MiB",
      description = "Waves of fewer bytes are merged. Default: ${DEFAULT-VALUE}.")
  private String smallerThan;

  @Override
  public Integer call() throws IOException {
    Duration age = read("--older-than", olderThan, config -> config.getDuration("value"));
    long bytes = read("--smaller-than", smallerThan, config -> config.getBytes("value"));
    try (SparkSession spark = Sessions.open("compact")) {
      OutputFolder folder = output.folder(spark);
      Compact.Report report;
      try (Lock lock = Lock.acquire(folder, Lock.TERM)) {
        report = Compact.run(spark, folder, lock, Instant.now().minus(age), bytes);
      }
      System.out.printf(
          Locale.ROOT,
          "%,d waves became %,d; results of %,d superseded settings were dropped.%n",
          report.before(),
          report.after(),
          report.settings());
      return 0;
    }
  }

  private <T> T read(String option, String value, Function<Config, T> as) {
    try {
      return as.apply(ConfigValueFactory.fromAnyRef(value).atKey("value"));
    } catch (ConfigException e) {
      throw new CommandLine.ParameterException(
          spec.commandLine(),
          "Cannot read " + option + ": " + value + " (a number and a unit, such as 30d or 64MiB)");
    }
  }
}
