package dev.glossa.udf.task;

import java.io.Serializable;
import java.util.Collection;

/**
 * How documents go through the model together.
 *
 * @param queue items held back at most while a batch fills, and on a GPU as many times more as its
 *     batches are larger; results do not depend on it
 * @param tokens padded tokens of one batch: with a document's padded length it fixes the rows of
 *     its batch, so results may depend on it in their last bits
 * @param grows whether a GPU takes more of them, as its memory allows: see {@link
 *     ModelSource#batchTokens}. What that comes to is no part of a stage's identity, as little as
 *     the device is
 */
public record BatchSettings(int queue, int tokens, boolean grows) implements Serializable {

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

  /** Batches of so many tokens on every device. */
  public BatchSettings(int queue, int tokens) {
    this(queue, tokens, false);
  }

  /** Padded tokens of one batch of a model. */
  int tokens(ModelSource models, String name) {
    return grows ? models.batchTokens(name) : tokens;
  }

  /** Items held back at most while batches of these models fill. */
  int queue(ModelSource models, Collection<String> names) {
    int most = names.stream().mapToInt(name -> tokens(models, name)).max().orElse(tokens);
    return Math.multiplyExact(queue, Math.max(1, most / tokens));
  }
}
