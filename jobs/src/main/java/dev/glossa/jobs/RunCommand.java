package dev.glossa.jobs;

import dev.glossa.jobs.config.JobStages;
import dev.glossa.jobs.config.Settings;
import dev.glossa.jobs.report.Report;
import dev.glossa.jobs.run.Manifest;
import dev.glossa.jobs.run.Pending;
import java.util.List;
import java.util.concurrent.Callable;
import org.apache.spark.sql.SparkSession;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** A job over documents: settings, run, summary. */
@Command(mixinStandardHelpOptions = true, sortOptions = false)
final class RunCommand implements Callable<Integer> {
  private final Job job;

  @Mixin private JobOptions options;

  RunCommand(Job job) {
    this.job = job;
  }

  @Override
  public Integer call() throws Exception {
    Settings settings = Settings.load(options.sources(job), job.stages());
    try (SparkSession spark = Sessions.open(job.command());
        Progress progress = Progress.on(spark);
        Interruption interruption = Interruption.watch(spark)) {
      Pipeline pipeline = new Pipeline(spark, settings, job.stages(), Pending.Mode.NEW, progress);
      return interruption.during(
          () -> run(spark, settings, pipeline), settings.output(), pipeline::published);
    }
  }

  int run(SparkSession spark, Settings settings, Pipeline pipeline) throws Exception {
    List<Manifest> waves = pipeline.run();
    // The demo's documents are Glossa's own.
    boolean showText = job.demo() || Summary.onTerminal();
    int exit = Summary.of(spark, settings.output(), waves, showText).print(System.out);
    if (job.drawsReport() && !waves.isEmpty()) {
      System.out.println(
          "Pictures: "
              + Report.write(spark, settings.output(), settings.report(), JobStages.chapters()));
    }
    return exit(pipeline, exit);
  }

  /** Says so where a limit has stopped the run. */
  static int exit(Pipeline pipeline, int done) {
    pipeline.stopped().ifPresent(why -> System.err.println("glossa: " + why));
    return pipeline.stopped().isPresent() ? Failures.LIMIT_REACHED : done;
  }
}
