package dev.glossa.udf.engine;

import dev.glossa.udf.decode.StepModel;

/** A model that writes texts. */
public interface Generates {

  /**
   * Whether a text continues what was read, so that the first step takes no tokens; otherwise it is
   * a text of its own, and the first step takes its start token.
   */
  boolean continues();

  /** What the length of a beginning is a multiple of, for the sake of equal alignment of rows. */
  int BEGINNING_STEP = 16;

  /** Reads texts that begin with nothing in common; all else as below. */
  default StepModel generate(Batch inputs, int beams, int newTokens) {
    return generate(new int[0], inputs, beams, newTokens);
  }

  /**
   * Reads texts, each once, and gets ready to write.
   *
   * <p>A beginning is read alone and but once: its keys and values stay with the model until it is
   * closed, so a caller should have few of them. That changes last bits against reading each text
   * as a whole, and nothing else: they depend on the beginning and, as ever, on the batch's shape.
   *
   * @param beginning tokens that stand before those of every row, a multiple of {@link
   *     #BEGINNING_STEP}; none unless the model {@link #continues}
   * @param inputs the rest, one row for each document
   * @param beams rows of the search for each document
   * @param newTokens how many tokens each text may get
   * @return the steps, which the caller closes
   * @throws IllegalArgumentException when the model has too few positions for them
   */
  StepModel generate(int[] beginning, Batch inputs, int beams, int newTokens);
}
