package dev.glossa.udf.task;

import dev.glossa.udf.model.Checkpoint;
import java.util.Map;
import java.util.stream.Stream;

/**
 * How long the chunks are that a model reads at once.
 *
 * <p>Models that can read 32,768 tokens and more take memory and time by the square of that, and
 * say little about each of them, so that chunks are shorter unless settings ask for more.
 */
public final class ChunkLength {
  /** Tokens of a chunk at most, where settings say nothing. */
  public static final int USUAL = 1024;

  private ChunkLength() {}

  /**
   * Tokens of a chunk at most, special tokens included.
   *
   * @param maxTokens that settings allow, of which as many count as the model can read; 0 for
   *     {@link #USUAL}
   */
  public static int of(Checkpoint checkpoint, int maxTokens) {
    return Math.min(maxTokens == 0 ? USUAL : maxTokens, checkpoint.config().maxPositions());
  }

  /** A length of chunks, or 0 where it is all that the model can read. */
  static int below(Checkpoint checkpoint, int tokens) {
    return tokens == checkpoint.config().maxPositions() ? 0 : tokens;
  }

  /**
   * What settings of 0 come to with these checkpoints, as part of a stage's identity; empty where
   * that is all that each of them can read.
   */
  static Map<String, Object> identity(int maxTokens, Stream<Checkpoint> checkpoints) {
    boolean shortened =
        maxTokens == 0
            && checkpoints.anyMatch(checkpoint -> below(checkpoint, of(checkpoint, 0)) > 0);
    return shortened ? Map.of("max_tokens", USUAL) : Map.of();
  }
}
