package dev.glossa.udf.task;

import dev.glossa.udf.batch.Buckets;
import dev.glossa.udf.engine.Precision;
import dev.glossa.udf.model.family.AttentionPart;
import dev.glossa.udf.model.family.LayerStack;
import dev.glossa.udf.model.family.ModelConfig;
import dev.glossa.udf.model.family.Role;

/**
 * The device memory that batches take beside a model's weights, by a plain formula that is meant to
 * be too high.
 *
 * <p>A token of a batch takes, with D the hidden size, F the width of the feed-forward layer, H the
 * heads and V the vocabulary, and numbers of b bytes,
 *
 * <ul>
 *   <li>b · (16 D + 4 F) for what a layer has at once;
 *   <li>4096 H for attention: float32 weights on {@link ChunkLength#USUAL} keys, or the eight
 *       tensors of 128 queries that statistics are made of;
 *   <li>where the model writes, V: a row of logits for every 32 tokens, of which there are up to
 *       eight copies in float32; and {@link Buckets#PLACES} places of caches.
 * </ul>
 */
public final class BatchMemory {
  /** Tokens of a batch on a processor, and the fewest of a GPU where its memory decides. */
  public static final int FEWEST = 2048;

  /**
   * The most of a GPU where its memory decides. With more a task's last batches would have more
   * spare rows, and an archive fewer tasks; where it is large, more is faster (see the README's
   * table), and settings may name a number.
   */
  public static final int MOST = 16_384;

  private static final int HIDDEN = 16;
  private static final int BETWEEN = 4;
  private static final int BYTES_OF_HEAD = 4096;

  private BatchMemory() {}

  /**
   * Tokens of a batch for which a GPU has room: a power of two from {@link #FEWEST} to {@link
   * #MOST}.
   *
   * @param free bytes that a task may take for its batches
   */
  public static int tokens(ModelConfig config, Precision precision, long free) {
    long fitting = Math.max(0, free) / tokenBytes(config, precision);
    return (int) Math.max(FEWEST, Math.min(MOST, Long.highestOneBit(fitting)));
  }

  private static long tokenBytes(ModelConfig config, Precision precision) {
    long most = 0;
    for (LayerStack layers : config.stacks().values()) {
      long wide = HIDDEN * (long) config.hiddenSize() + BETWEEN * (long) layers.intermediateSize();
      most = Math.max(most, precision.bytes() * wide + (long) BYTES_OF_HEAD * layers.heads());
    }
    boolean writes =
        config.roles().contains(Role.CONTINUES) || config.roles().contains(Role.REWRITES);
    return writes
        ? most + config.vocabSize() + Buckets.PLACES * placeBytes(config, precision.bytes())
        : most;
  }

  /**
   * Bytes of the keys and values of one token in all layers of a model that writes; 0 of another.
   *
   * @param numberBytes of one number: caches on processors are float32
   */
  public static long placeBytes(ModelConfig config, int numberBytes) {
    LayerStack layers = config.stacks().get(AttentionPart.DECODER);
    return layers == null
        ? 0
        : 2L * layers.layers() * layers.keyValueHeads() * layers.headSize() * numberBytes;
  }
}
