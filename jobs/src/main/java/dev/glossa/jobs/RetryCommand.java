package dev.glossa.jobs;

import dev.glossa.jobs.config.ConfigSources;
import dev.glossa.jobs.config.ConfigurationException;
import dev.glossa.jobs.config.Settings;
import dev.glossa.jobs.path.GivenPath;
import dev.glossa.jobs.run.Manifest;
import dev.glossa.jobs.run.OutputFolder;
import dev.glossa.jobs.run.Pending;
import dev.glossa.jobs.run.Published;
import dev.glossa.jobs.run.Retry;
import dev.glossa.jobs.run.Status;
import dev.glossa.udf.task.Stage;
import dev.glossa.udf.task.Stages;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.SparkSession;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Tries again what failed, as the latest run of each stage was told. */
@Command(
    name = "retry",
    mixinStandardHelpOptions = true,
    description =
        "Tries the errors that stand again: texts in the stages in which they failed, with the"
            + " settings of each stage's latest run, and inputs that could not be read.")
final class RetryCommand implements Callable<Integer> {
  @Mixin private OutputOption output;

  private final List<Manifest> waves = new ArrayList<>();

  @Override
  public Integer call() throws Exception {
    try (SparkSession spark = Sessions.open("retry");
        Progress progress = Progress.on(spark);
        Interruption interruption = Interruption.watch(spark)) {
      return interruption.during(
          () -> retry(spark, progress), output.path(), () -> List.copyOf(waves));
    }
  }

  private int retry(SparkSession spark, Progress progress) throws Exception {
    OutputFolder folder = output.folder(spark);
    List<Retry> retries = Retry.of(spark, folder);
    if (retries.isEmpty()) {
      System.out.println("Nothing to retry: no error stands in " + output.path());
      return 0;
    }
    long before = standing(spark, folder);
    for (Retry retry : retries) {
      List<String> sources = present(spark, retry.sources());
      tell(progress, retry, sources);
      List<Stage> stages =
          retry.settings().keySet().stream().map(name -> Stages.find(name).orElseThrow()).toList();
      Pipeline pipeline =
          new Pipeline(spark, settings(retry, sources), stages, Pending.Mode.RETRY, progress);
      waves.addAll(pipeline.runAs(retry.settings()));
    }
    int exit = Summary.of(spark, output.path(), waves, Summary.onTerminal()).printRetry(System.out);
    System.out.printf(
        "Of %,d errors %,d no longer stand%n",
        before, Math.max(0, before - standing(spark, folder)));
    return exit;
  }

  private static void tell(Progress progress, Retry retry, List<String> sources) {
    if (retry.errors() > 0) {
      progress.say("Trying " + retry.errors() + " errors again in " + retry.settings().keySet());
    }
    if (!sources.isEmpty()) {
      progress.say("Reading again for " + retry.settings().keySet() + ": " + sources.size());
    }
    int missing = retry.sources().size() - sources.size();
    if (missing > 0) {
      progress.say(
          "Not there now: "
              + missing
              + " files that could not be read (the next run over their folder takes note)");
    }
  }

  private static long standing(SparkSession spark, OutputFolder folder) throws IOException {
    return Status.errors(spark, Published.in(folder)).stream()
        .mapToLong(Status.ErrorCount::number)
        .sum();
  }

  private static List<String> present(SparkSession spark, List<String> sources) throws IOException {
    Configuration conf = spark.sessionState().newHadoopConf();
    List<String> present = new ArrayList<>();
    for (String source : sources) {
      org.apache.hadoop.fs.Path path = GivenPath.hadoop(source, conf);
      if (path.getFileSystem(conf).exists(path)) {
        present.add(source);
      }
    }
    return present;
  }

  /** The settings of the latest run, with these files as its input. */
  private Settings settings(Retry retry, List<String> sources)
      throws ConfigurationException, IOException {
    Path file = Files.createTempFile("glossa-retry", ".conf");
    try {
      Files.writeString(file, retry.configuration());
      List<String> noInput = sources.isEmpty() ? List.of("input.paths=[]") : List.of();
      return Settings.load(
          new ConfigSources(Home.folder(), List.of(file), noInput, sources, output.path()),
          List.of());
    } finally {
      Files.delete(file);
    }
  }
}
