package dev.glossa.jobs.config;

import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.glossa.udf.task.Stage;
import dev.glossa.udf.task.Stages;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A home with the folders of the default models, and settings loaded from there. */
abstract class SettingsHome {
  static final List<Stage> ALL = Stages.all();

  @TempDir Path home;

  ConfigSources sources;

  @BeforeEach
  void makeDefaultModels() throws IOException {
    for (String name : List.of("gpt2-mini", "bart-mini", "bert-mini")) {
      Files.createDirectories(home.resolve("data/models").resolve(name));
    }
    sources = ConfigSources.defaults(home).withPaths(List.of("in"), "out");
  }

  Settings set(String... sets) throws ConfigurationException {
    return Settings.load(sources.withSets(List.of(sets)), ALL);
  }

  List<String> problems(String... sets) {
    return problems(sources.withSets(List.of(sets)));
  }

  static List<String> problems(ConfigSources sources) {
    ConfigurationException e =
        catchThrowableOfType(() -> Settings.load(sources, ALL), ConfigurationException.class);
    return e == null ? List.of() : e.problems();
  }

  Path file(String name, String content) throws IOException {
    return Files.writeString(home.resolve(name), content);
  }
}
