package dev.glossa.jobs;

import dev.glossa.jobs.config.ConfigSources;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Option;

/** The options of commands that have settings. */
final class SettingsOptions {
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

  /**
   * Where the settings come from.
   *
   * @param first files that go before those of the command line, which are stronger
   */
  ConfigSources sources(List<Path> first, List<String> inputs, String output) {
    List<Path> all = new ArrayList<>(first);
    all.addAll(files);
    return new ConfigSources(Home.folder(), all, sets, inputs, output);
  }
}
