package dev.glossa.udf.batch;

/**
 * The shapes that sequences are computed in.
 *
 * <p>Lengths are rounded up to a multiple of 16, which the engine pads to in any case, up to 256;
 * of 32 up to 512, of 64 up to 1024, and so on. So padding is under an eighth of a sequence beyond
 * 128 tokens, and there are at most 8 shapes between each power of two and the next, each of which
 * PyTorch plans once. Where texts are written there are half as many.
 *
 * @param longest what the model takes at most; no length is rounded beyond it
 * @param tokens padded tokens of a batch, about; rows are this over the length, from {@code
 *     fewestRows} to {@code mostRows}
 * @param fewestRows at least 1
 * @param mostRows at least that
 * @param bounded whether the caches of texts that are written stay within {@link #PLACES} even
 *     where the tokens of a batch hold more rows; those of one row always fit
 */
public record Buckets(int longest, int tokens, int fewestRows, int mostRows, boolean bounded) {
  private static final int SMALLEST_STEP = 16;
  private static final int STEPS = 8;

  /** Fewer shapes, since each of them has to fill more rows. */
  private static final int STEPS_OF_WRITING = 4;

  /**
   * Documents that are written for together even where they have more tokens than a batch: what a
   * step costs is mostly the reading of the model's weights. With more of them small archives would
   * pay more for spare rows than large ones gain.
   */
  private static final int FEW = 4;

  /** Places in caches for each padded token of a batch, which bounds their memory. */
  public static final int PLACES = 8;

  /** Rows of a batch at most on a processor, and on a GPU where its batches are no larger. */
  private static final int ROWS = 64;

  /** Tokens of a GPU's batch for each of its rows at least. */
  private static final int TOKENS_OF_ROW = 32;

  /** Shapes without a bound on caches. */
  public Buckets(int longest, int tokens, int fewestRows, int mostRows) {
    this(longest, tokens, fewestRows, mostRows, false);
  }

  /** The shapes of a model on a processor. */
  public static Buckets ofProcessor(int longest, int tokens) {
    return new Buckets(longest, tokens, 1, ROWS);
  }

  /** The shapes of a model on a GPU: the rows follow the tokens, and caches are bounded. */
  public static Buckets ofGpu(int longest, int tokens) {
    return new Buckets(longest, tokens, 1, Math.max(ROWS, tokens / TOKENS_OF_ROW), true);
  }

  /** Checks that there is a shape. */
  public Buckets {
    if (longest < 1 || tokens < 1 || fewestRows < 1 || mostRows < fewestRows) {
      throw new IllegalArgumentException(
          "Cannot batch: longest %d, tokens %d, rows %d to %d (none may be below 1)"
              .formatted(longest, tokens, fewestRows, mostRows));
    }
  }

  /**
   * The shape that a sequence of this many tokens is computed in.
   *
   * @param group as in {@link Shape}
   * @throws IllegalArgumentException when the model does not take so many
   */
  public Shape shape(String group, int length) {
    int padded = padded(length);
    return new Shape(group, rows(padded), padded);
  }

  private int rows(int padded) {
    return Math.max(fewestRows, Math.min(mostRows, tokens / padded));
  }

  /**
   * The shape of a batch in which a sequence of this many tokens stands behind others: one for all
   * that fit into the tokens of a batch. Bits do not depend on it.
   *
   * @param group as in {@link Shape}
   * @throws IllegalArgumentException when the model does not take so many
   */
  public Shape packed(String group, int length) {
    int alone = (padded(length) + SMALLEST_STEP - 1) / SMALLEST_STEP * SMALLEST_STEP;
    return new Shape(group, 1, Math.max(tokens, alone), true);
  }

  /**
   * The shape that a sequence of this many tokens is computed in where texts are written to it: of
   * four rows at least, even where {@link #shape} has fewer, as far as caches of eight times the
   * tokens of a batch hold them.
   *
   * @param group as in {@link Shape}
   * @param texts that grow at a time for each sequence, such as beams
   * @param newTokens of each of them at most
   * @throws IllegalArgumentException when the model does not take so many
   */
  public Shape writing(String group, int length, int texts, int newTokens) {
    int padded = padded(length, STEPS_OF_WRITING);
    long places = padded + (long) texts * newTokens;
    long held = Math.max(1, (long) PLACES * tokens / places);
    long rows = Math.max(Math.min(FEW, held), rows(padded) / texts);
    return new Shape(group, (int) (bounded ? Math.min(rows, held) : rows), padded);
  }

  /**
   * The shape with the largest caches among those of {@link #writing} for sequences of up to this
   * many tokens.
   *
   * @throws IllegalArgumentException when the model does not take so many
   */
  public Shape largestWriting(String group, int length, int texts, int newTokens) {
    Shape largest = null;
    long most = 0;
    for (int own = 1; own <= length; own = padded(own, STEPS_OF_WRITING) + 1) {
      Shape shape = writing(group, own, texts, newTokens);
      long places = shape.rows() * (shape.length() + (long) texts * newTokens);
      if (places > most) {
        largest = shape;
        most = places;
      }
    }
    return largest;
  }

  /** The length that a sequence of this many tokens is padded to. */
  public int padded(int length) {
    return padded(length, STEPS);
  }

  private int padded(int length, int steps) {
    if (length < 1 || length > longest) {
      throw new IllegalArgumentException(
          "Cannot batch a sequence of "
              + length
              + " tokens (the model takes 1 to "
              + longest
              + ")");
    }
    int above = Integer.highestOneBit(Math.max(1, length - 1)) * 2;
    int step = Math.max(SMALLEST_STEP, above / (2 * steps));
    return Math.min(longest, (length + step - 1) / step * step);
  }
}
