package dev.glossa.jobs.config;

import dev.glossa.udf.decode.GenerationSettings;
import dev.glossa.udf.decode.SettingsException;
import dev.glossa.udf.model.Checkpoint;
import dev.glossa.udf.model.GenerationConfig;
import dev.glossa.udf.model.family.Role;
import dev.glossa.udf.task.GenerateSettings;
import dev.glossa.udf.task.NextTokenSettings;
import dev.glossa.udf.task.StageSettings;
import dev.glossa.udf.task.SummarizeSettings;
import dev.glossa.udf.task.SummaryStrategy;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Whether models can do what the settings ask of them. */
final class GenerationChecks {
  /** What a checkpoint may say of itself that decides which changes make sense. */
  private static final List<GenerationConfig> POSSIBLE =
      List.of(
          new GenerationConfig(Map.of()),
          new GenerationConfig(Map.of("do_sample", true)),
          new GenerationConfig(Map.of("num_beams", Integer.MAX_VALUE)));

  private GenerationChecks() {}

  /** What is wrong with changes to generation settings, whatever the checkpoint says of itself. */
  static List<String> problems(Map<String, Object> changes) {
    Set<String> problems = new LinkedHashSet<>(problems(POSSIBLE.get(0), changes));
    POSSIBLE.forEach(config -> problems.retainAll(problems(config, changes)));
    return List.copyOf(problems);
  }

  /**
   * What is wrong with a stage's settings for the checkpoints that it uses.
   *
   * @param checkpoints at least those of the stage, by name
   */
  static List<String> problems(StageSettings task, Map<String, Checkpoint> checkpoints) {
    List<String> problems = new ArrayList<>();
    if (task instanceof NextTokenSettings next) {
      role("next_token.model", next.model(), checkpoints, Role.SCORES, problems);
    } else if (task instanceof GenerateSettings generate) {
      role("generate.model", generate.model(), checkpoints, Role.CONTINUES, problems);
      GenerationConfig own = checkpoints.get(generate.model()).generation();
      generate
          .strategies()
          .forEach(
              (name, changes) ->
                  problems(own, changes)
                      .forEach(why -> problems.add(why + " in generate.strategies." + name)));
    } else if (task instanceof SummarizeSettings summarize
        && summarize.strategies().contains(SummaryStrategy.ABSTRACTIVE)) {
      for (String name : summarize.models()) {
        if (!writes(summarize, name)) {
          continue;
        }
        role("summarize.models", name, checkpoints, Role.REWRITES, problems);
        problems(checkpoints.get(name).generation(), summarize.generation())
            .forEach(why -> problems.add(why + " in summarize.generation, with model " + name));
      }
    }
    return problems;
  }

  private static boolean writes(SummarizeSettings summarize, String name) {
    return summarize.defaultModel().equals(name) || summarize.languages().containsValue(name);
  }

  private static List<String> problems(GenerationConfig checkpoint, Map<String, Object> changes) {
    try {
      GenerationSettings.resolve(checkpoint, changes);
      return List.of();
    } catch (SettingsException e) {
      return e.problems();
    }
  }

  private static void role(
      String key,
      String name,
      Map<String, Checkpoint> checkpoints,
      Role role,
      List<String> problems) {
    if (!checkpoints.get(name).config().roles().contains(role)) {
      problems.add(
          "Cannot use "
              + key
              + ": "
              + name
              + " (not a model that "
              + role.description()
              + "; name one that does)");
    }
  }
}
