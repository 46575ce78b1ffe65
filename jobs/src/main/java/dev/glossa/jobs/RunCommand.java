package dev.glossa.jobs;

import dev.glossa.jobs.config.JobStages;
import dev.glossa.jobs.config.Settings;
import dev.glossa.jobs.report.Report;
import dev.glossa.jobs.run.Manifest;
import dev.glossa.jobs.run.Pending;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.apache.spark.sql.SparkSession;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** A job over documents: settings, run, summary. */
@Command(mixinStandardHelpOptions = true, sortOptions = false)
final class RunCommand implements Callable<Integer> {
  private final Job job;

  @Option(
      names = "--input",
      paramLabel = "PATH",
      description = "File, folder or glob to read; may be given several times.")
  private List<String> inputs = new ArrayList<>();

  @Option(names = "--output", paramLabel = "DIR", description = "Folder of the tables.")
  private String output = "";

  @Mixin private SettingsOptions options;

  RunCommand(Job job) {
    this.job = job;
  }

  @Override
  public Integer call() throws Exception {
    List<Path> first = List.of();
    if (job.demo()) {
      Path home = Home.folder();
      inputs = inputs.isEmpty() ? List.of(home.resolve("data/sample").toString()) : inputs;
      output = output.isEmpty() ? home.resolve("out/demo").toString() : output;
      first = List.of(home.resolve("conf/demo.conf"));
    }
    Settings settings = Settings.load(options.sources(first, inputs, output), job.stages());
    try (SparkSession spark = Sessions.open(job.command());
        Progress progress = Progress.on(spark);
        Interruption interruption = Interruption.watch(spark)) {
      Pipeline pipeline = new Pipeline(spark, settings, job.stages(), Pending.Mode.NEW, progress);
      return interruption.during(
          () -> run(spark, settings, pipeline), settings.output(), pipeline::published);
    }
  }

  private int run(SparkSession spark, Settings settings, Pipeline pipeline) throws Exception {
    List<Manifest> waves = pipeline.run();
    // The demo's documents are Glossa's own.
    boolean showText = job.demo() || Summary.onTerminal();
    int exit = Summary.of(spark, settings.output(), waves, showText).print(System.out);
    if (job.drawsReport() && !waves.isEmpty()) {
      System.out.println(
          "Pictures: "
              + Report.write(spark, settings.output(), settings.report(), JobStages.chapters()));
    }
    return exit;
  }
}
