package dev.glossa.udf.task;

import java.io.Serializable;
import java.util.List;

/**
 * What a task does, complete enough to send to another process and start there.
 *
 * <p>All of an instance's components affect results, except {@link BatchSettings#queue()}.
 */
public sealed interface TaskSettings extends Serializable
    permits TokenizeSettings,
        EmbedSettings,
        AttentionSettings,
        NextTokenSettings,
        SummarizeSettings,
        GenerateSettings {

  /** The stage's name, as it stands in {@code errors}. */
  String stage();

  /** Names of the models whose weights the task needs, each once, in a fixed order. */
  List<String> models();

  /** Names of all checkpoints that the task reads from, be it only the tokenizer. */
  default List<String> checkpoints() {
    return models();
  }

  /**
   * Starts the task.
   *
   * @throws IllegalArgumentException when a model is of a kind that cannot do this
   */
  Task<?> open(ModelSource models);
}
