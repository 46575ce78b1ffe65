package dev.glossa.udf.task;

import dev.glossa.udf.engine.LoadedModel;
import dev.glossa.udf.model.Checkpoint;

/**
 * Where a task finds the models that its settings name.
 *
 * <p>Whoever implements it owns the models: it loads each at most once in a process, shares it
 * among tasks, and closes it after all of them.
 */
public interface ModelSource {
  /** The weights of the checkpoint of that name, loaded at the first call. */
  LoadedModel model(String name);

  /** The checkpoint of that name, without its weights. */
  Checkpoint checkpoint(String name);

  /**
   * Padded tokens of a batch for which the model's device has room: {@link BatchMemory#FEWEST} on a
   * processor and where the device's memory is not known.
   */
  default int batchTokens(String name) {
    return BatchMemory.FEWEST;
  }

  /** The counter of the batches of the task that asks. */
  Meter meter();
}
