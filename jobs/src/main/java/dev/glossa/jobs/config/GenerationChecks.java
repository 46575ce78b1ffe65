package dev.glossa.jobs.config;

import dev.glossa.udf.decode.GenerationSettings;
import dev.glossa.udf.decode.SettingsException;
import dev.glossa.udf.model.GenerationConfig;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Checks changes to generation settings before any checkpoint is known. */
final class GenerationChecks {
  /** The checkpoints' own settings that decide which changes make sense. */
  private static final List<GenerationConfig> POSSIBLE =
      List.of(
          new GenerationConfig(Map.of()),
          new GenerationConfig(Map.of("do_sample", true)),
          new GenerationConfig(Map.of("num_beams", Integer.MAX_VALUE)));

  private GenerationChecks() {}

  /** Problems of changes to generation settings that no checkpoint's own settings would solve. */
  static List<String> problems(Map<String, Object> changes) {
    Set<String> problems = new LinkedHashSet<>(problems(POSSIBLE.get(0), changes));
    POSSIBLE.forEach(config -> problems.retainAll(problems(config, changes)));
    return List.copyOf(problems);
  }

  private static List<String> problems(GenerationConfig checkpoint, Map<String, Object> changes) {
    try {
      GenerationSettings.resolve(checkpoint, changes);
      return List.of();
    } catch (SettingsException e) {
      return e.problems();
    }
  }
}
