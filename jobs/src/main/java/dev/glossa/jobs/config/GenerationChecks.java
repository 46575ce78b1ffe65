package dev.glossa.jobs.config;

import dev.glossa.udf.decode.GenerationSettings;
import dev.glossa.udf.decode.SettingsException;
import dev.glossa.udf.model.BartConfig;
import dev.glossa.udf.model.Checkpoint;
import dev.glossa.udf.model.GenerationConfig;
import dev.glossa.udf.model.Gpt2Config;
import dev.glossa.udf.model.ModelConfig;
import dev.glossa.udf.task.GenerateSettings;
import dev.glossa.udf.task.NextTokenSettings;
import dev.glossa.udf.task.StageSettings;
import dev.glossa.udf.task.SummarizeSettings;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Whether models can do what the settings ask of them. */
final class GenerationChecks {
  private static final String CAUSAL = "of the GPT-2 kind";
  private static final String SEQUENCE = "of the BART kind";

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
      kind("next_token.model", next.model(), checkpoints, Gpt2Config.class, CAUSAL, problems);
    } else if (task instanceof GenerateSettings generate) {
      kind("generate.model", generate.model(), checkpoints, Gpt2Config.class, CAUSAL, problems);
      GenerationConfig own = checkpoints.get(generate.model()).generation();
      generate
          .strategies()
          .forEach(
              (name, changes) ->
                  problems(own, changes)
                      .forEach(why -> problems.add(why + " in generate.strategies." + name)));
    } else if (task instanceof SummarizeSettings summarize
        && summarize.strategies().contains("abstractive")) {
      for (String name : summarize.models()) {
        if (!writes(summarize, name)) {
          continue;
        }
        kind("summarize.models", name, checkpoints, BartConfig.class, SEQUENCE, problems);
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

  private static void kind(
      String key,
      String name,
      Map<String, Checkpoint> checkpoints,
      Class<? extends ModelConfig> kind,
      String description,
      List<String> problems) {
    if (!kind.isInstance(checkpoints.get(name).config())) {
      problems.add(
          "Cannot use " + key + ": " + name + " (not " + description + "; name one that is)");
    }
  }
}
