package dev.glossa.jobs;

import dev.glossa.jobs.config.ConfigSources;
import dev.glossa.jobs.config.ConfigurationException;
import dev.glossa.jobs.config.Settings;
import dev.glossa.jobs.run.Manifest;
import dev.glossa.jobs.run.Pending;
import dev.glossa.jobs.run.Retry;
import dev.glossa.jobs.run.RunException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.apache.spark.sql.SparkSession;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Runs what failed again, with the settings that the manifests have kept. */
@Command(
    name = "retry",
    mixinStandardHelpOptions = true,
    description = "Runs the inputs in errors again, with the settings of their run.")
final class RetryCommand implements Callable<Integer> {
  @Mixin private OutputOption output;

  @Override
  public Integer call() throws ConfigurationException, IOException {
    try (SparkSession spark = Sessions.open("retry");
        Progress progress = Progress.on(spark)) {
      List<Manifest> waves = new ArrayList<>();
      for (Retry retry : Retry.of(spark, output.folder(spark))) {
        progress.say("Retrying " + retry.errors() + " inputs of " + retry.names());
        Settings settings = settings(retry);
        List<Manifest> published =
            new Pipeline(spark, settings, retry.stages(), Pending.Mode.RETRY, progress).run();
        if (published.isEmpty()) {
          throw new RunException(
              "Cannot retry inputs of: "
                  + retry.names()
                  + " (a model's files have changed since, or the inputs are gone; run the job"
                  + " again instead)");
        }
        waves.addAll(published);
      }
      return Summary.of(spark, output.path(), waves, Summary.onTerminal()).print(System.out);
    }
  }

  private Settings settings(Retry retry) throws ConfigurationException, IOException {
    Path file = Files.createTempFile("glossa-retry", ".conf");
    try {
      Files.writeString(file, retry.configuration());
      return Settings.load(
          new ConfigSources(Home.folder(), List.of(file), List.of(), List.of(), output.path()),
          retry.stages());
    } finally {
      Files.delete(file);
    }
  }
}
