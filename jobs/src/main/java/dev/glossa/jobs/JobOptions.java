package dev.glossa.jobs;

import dev.glossa.jobs.config.ConfigSources;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options of jobs over documents. */
final class JobOptions {
  @Option(
      names = "--input",
      paramLabel = "PATH",
      description = "File, folder or glob to read; may be given several times.")
  private List<String> inputs = new ArrayList<>();

  @Option(names = "--output", paramLabel = "DIR", description = "Folder of the tables.")
  private String output = "";

  @Mixin private SettingsOptions settings;

  /** Where a job's settings come from; the demo brings some of its own. */
  ConfigSources sources(Job job) {
    if (!job.demo()) {
      return settings.sources(List.of(), inputs, output);
    }
    Path home = Home.folder();
    return settings.sources(
        List.of(home.resolve("conf/demo.conf")),
        inputs.isEmpty() ? List.of(home.resolve("data/sample").toString()) : inputs,
        output.isEmpty() ? home.resolve("out/demo").toString() : output);
  }
}
