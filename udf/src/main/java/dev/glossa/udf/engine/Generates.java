package dev.glossa.udf.engine;

import dev.glossa.udf.decode.StepModel;

/** A model that writes texts. */
public interface Generates {

  /**
   * Whether a text continues what was read, so that the first step takes no tokens; otherwise it is
   * a text of its own, and the first step takes its start token.
   */
  boolean continues();

  /**
   * Reads texts, each once, and gets ready to write.
   *
   * @param inputs one row for each document
   * @param beams rows of the search for each document
   * @param newTokens how many tokens each text may get
   * @return the steps, which the caller closes
   * @throws IllegalArgumentException when the model has too few positions for them
   */
  StepModel generate(Batch inputs, int beams, int newTokens);
}
