package dev.glossa.udf.task;

import dev.glossa.udf.model.Checkpoint;
import dev.glossa.udf.text.TextTokenizer;
import java.util.Map;

/** The form in which a model is asked. */
interface PromptForm {

  /**
   * The tokens that a model reads.
   *
   * @param system what it is told first; empty for nothing
   * @param prompt the question with its document
   */
  int[] ids(String system, String prompt);

  /** Whether what a model writes begins within its reasoning. */
  default boolean opensReasoning() {
    return false;
  }

  /**
   * The form that a checkpoint wants.
   *
   * @param variables of its chat template, if it has one
   */
  static PromptForm of(
      Checkpoint checkpoint, TextTokenizer tokenizer, Map<String, Object> variables) {
    return (system, prompt) ->
        tokenizer.encode(system.isEmpty() ? prompt : system + "\n\n" + prompt, true).ids();
  }
}
