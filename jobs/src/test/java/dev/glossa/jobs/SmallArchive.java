package dev.glossa.jobs;

import dev.glossa.jobs.config.ConfigSources;
import dev.glossa.jobs.config.ConfigurationException;
import dev.glossa.jobs.config.Settings;
import dev.glossa.udf.task.Stage;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A folder of notes and slight models, for jobs in the session that all tests share. */
final class SmallArchive {
  private static final Path ROOT = Path.of(System.getProperty("project.root"));

  private final Path folder;
  private final Path models;

  SmallArchive(Path folder) throws IOException {
    this.folder = folder;
    this.models = folder.resolve("models.conf");
    Files.createDirectory(input());
    Files.writeString(models, SlightModels.write(folder.resolve("models")));
  }

  Path input() {
    return folder.resolve("in");
  }

  Path output(String name) {
    return folder.resolve(name);
  }

  void write(String name, String text) throws IOException {
    Files.writeString(input().resolve(name), text);
  }

  ConfigSources sources(Path output, String... sets) {
    List<String> all = new ArrayList<>(List.of("engine.device=cpu"));
    all.addAll(List.of(sets));
    return new ConfigSources(
        ROOT,
        List.of(models),
        all,
        List.of(input().toString()),
        output == null ? "" : output.toString());
  }

  Settings settings(List<Stage> stages, Path output, String... sets) throws ConfigurationException {
    return Settings.load(sources(output, sets), stages);
  }

  static Job job(String name) {
    return Job.all().stream().filter(job -> job.command().equals(name)).findFirst().orElseThrow();
  }

  /** One that shows nothing. */
  static Progress silent() {
    return new Progress(new PrintStream(OutputStream.nullOutputStream()), false);
  }
}
