package dev.glossa.jobs;

import dev.glossa.jobs.config.ConfigSources;
import dev.glossa.jobs.config.ConfigurationException;
import dev.glossa.jobs.config.Settings;
import dev.glossa.jobs.report.Report;
import dev.glossa.jobs.run.Manifest;
import dev.glossa.jobs.run.Pending;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.apache.spark.sql.SparkSession;
import picocli.CommandLine.Command;
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

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description = "Settings that differ from conf/glossa.conf; may be given several times.")
  private List<Path> files = new ArrayList<>();

  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      description = "One setting, before those of the files; may be given several times.")
  private List<String> sets = new ArrayList<>();

  RunCommand(Job job) {
    this.job = job;
  }

  @Override
  public Integer call() throws ConfigurationException, IOException {
    Path home = Home.folder();
    if (job == Job.DEMO) {
      inputs = inputs.isEmpty() ? List.of(home.resolve("data/sample").toString()) : inputs;
      output = output.isEmpty() ? home.resolve("out/demo").toString() : output;
      files.add(0, home.resolve("conf/demo.conf"));
    }
    Settings settings =
        Settings.load(new ConfigSources(home, files, sets, inputs, output), job.stages());
    try (SparkSession spark = Sessions.open(job.command());
        Progress progress = Progress.on(spark)) {
      List<Manifest> waves =
          new Pipeline(spark, settings, job.stages(), Pending.Mode.NEW, progress).run();
      int exit = Summary.of(spark, settings.output(), waves).print(System.out);
      if (job.drawsReport() && !waves.isEmpty()) {
        System.out.println(
            "Pictures: " + Report.write(spark, settings.output(), settings.report()));
      }
      return exit;
    }
  }
}
