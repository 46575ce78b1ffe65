package dev.glossa.udf.decode;

/** How a document's tokens are chosen. */
public sealed interface Strategy {

  /** Rows that a document takes in a batch. */
  int rows();

  /** The best token at every step; of equally good ones that with the lower number. */
  record Greedy() implements Strategy {
    @Override
    public int rows() {
      return 1;
    }
  }

  /**
   * A token drawn at every step, filtered in this order.
   *
   * @param temperature what scores are divided by
   * @param topK how many of the best tokens to keep, with all that equal the last of them; 0 for
   *     all
   * @param topP share of the probability to keep, in the best tokens, at least one; 1 for all
   * @param minP share of the best token's probability below which no token is kept; 0 for none
   * @param samples texts per document, each of which has a row and a random stream of its own
   */
  record Sample(double temperature, int topK, double topP, double minP, int samples)
      implements Strategy {
    @Override
    public int rows() {
      return samples;
    }
  }

  /**
   * Several openings of a text kept side by side, and the best finished ones returned.
   *
   * @param beams openings kept, more than 1
   * @param lengthPenalty power of the length that a finished text's score is divided by
   * @param earlyStopping when to stop looking for better texts
   * @param returned texts to return, best first, at most {@code beams}
   */
  record Beam(int beams, double lengthPenalty, EarlyStopping earlyStopping, int returned)
      implements Strategy {
    @Override
    public int rows() {
      return beams;
    }
  }

  /** When a beam search stops, by Hugging Face's {@code early_stopping}. */
  enum EarlyStopping {
    /** {@code true}: as soon as there are as many finished texts as beams. */
    WHEN_FULL,
    /** {@code false}: when the best opening, if it ended here, would not beat a finished text. */
    WHEN_UNLIKELY,
    /** {@code "never"}: only when no opening can beat a finished text any more. */
    WHEN_IMPOSSIBLE
  }
}
