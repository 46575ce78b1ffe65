package dev.glossa.udf.task;

import java.io.Serializable;

/**
 * How documents go through a model together.
 *
 * @param queue items held back at most while a batch fills; results do not depend on it
 * @param tokens padded tokens of one batch: with a document's padded length it fixes the rows of
 *     its batch, so results may depend on it in their last bits
 */
public record BatchSettings(int queue, int tokens) implements Serializable {

  /** Checks that both are positive. */
  public BatchSettings {
    if (queue < 1 || tokens < 1) {
      throw new IllegalArgumentException(
          "Cannot batch with queue "
              + queue
              + " and tokens "
              + tokens
              + " (both must be 1 or more)");
    }
  }
}
