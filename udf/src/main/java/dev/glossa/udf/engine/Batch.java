package dev.glossa.udf.engine;

import java.util.Arrays;

/**
 * Token sequences that go through a model together, in rows of one length or one behind another.
 *
 * <p>The number of rows and {@code length} decide the shapes of the computation, and the shapes
 * decide the last bits of the results: a row's results are the same bits whatever the other rows
 * hold and whichever row it is, as long as these two stay the same. Those of a sequence among
 * others that stand one behind another depend on nothing but itself and the block.
 *
 * @param sequences [sequences][1 .. length] tokens; a spare row may hold any one token
 * @param types as many as the tokens: to which of two texts each counts, 0 or 1; empty where every
 *     sequence is one text
 * @param length of each row, padded, or most places of all sequences together; the engine pads and
 *     masks
 * @param block 0 for rows; where sequences stand one behind another, how many tokens at least go
 *     through all but attention at a time, and only attention computes padding
 */
public record Batch(int[][] sequences, int[][] types, int length, int block) {
  /** Packed sequences begin at multiples of this, for the sake of equal alignment. */
  private static final int ALIGNMENT = 4;

  /** Lengths of rows are multiples of it, for the sake of equal alignment. */
  private static final int STEP = 16;

  /** Tokens of a block: a processor's caches hold what is computed of them. */
  private static final int BLOCK = 256;

  /** Rows that hold one text each. */
  public Batch(int[][] sequences, int length) {
    this(sequences, new int[0][], length, 0);
  }

  /** Sequences that stand one behind another; types as above. */
  public static Batch packed(int[][] sequences, int[][] types, int length) {
    return new Batch(sequences, types, length, BLOCK);
  }

  /** Whether sequences stand one behind another. */
  public boolean packed() {
    return block > 0;
  }

  /** Checks that there are sequences and that each fits. */
  public Batch {
    if (sequences.length == 0) {
      throw new IllegalArgumentException("Cannot make a batch: no rows (give at least one)");
    }
    for (int[] sequence : sequences) {
      if (sequence.length == 0 || sequence.length > length) {
        throw new IllegalArgumentException(
            "Cannot make a batch: a row of "
                + sequence.length
                + " tokens (rows have 1 to "
                + length
                + "; split the text)");
      }
    }
    if (block > 0 && places(sequences) > length) {
      throw new IllegalArgumentException(
          "Cannot make a batch: %d sequences need more than %d places (give fewer)"
              .formatted(sequences.length, length));
    }
  }

  /** Places that a sequence of this many tokens takes in a packed batch. */
  public static int places(int tokens) {
    return roundUp(tokens, ALIGNMENT);
  }

  /** The rows' sequences one behind another, with a block that follows from the rows' shape. */
  public Batch withoutRows() {
    int places = rows() * paddedLength();
    return new Batch(sequences, types, places, Math.min(BLOCK, places));
  }

  /** Number of sequences, spare ones included. */
  public int rows() {
    return sequences.length;
  }

  /** Length of the tensors, in whole blocks where the batch is packed. */
  int paddedLength() {
    return packed() ? roundUp(places(sequences), block) : roundUp(length, STEP);
  }

  /** Tokens that are computed, padding included. */
  public long computed() {
    return (long) tensorRows() * paddedLength();
  }

  private static int places(int[][] sequences) {
    return Arrays.stream(sequences).mapToInt(own -> places(own.length)).sum();
  }

  private static int roundUp(int number, int step) {
    return (number + step - 1) / step * step;
  }

  /** Number of the tensors' rows. */
  int tensorRows() {
    return packed() ? 1 : rows();
  }

  /** [rows × padded length], row-major; padding is token 0, which no result depends on. */
  long[] padded() {
    return padded(sequences);
  }

  /** [rows × padded length], row-major; padding is type 0. */
  long[] paddedTypes() {
    return padded(types);
  }

  /** [padded length] of a packed batch: each token's place in its own sequence. */
  long[] positions() {
    int[][] own = new int[rows()][];
    Arrays.setAll(own, row -> range(sequences[row].length));
    return padded(own);
  }

  private static int[] range(int count) {
    int[] range = new int[count];
    Arrays.setAll(range, i -> i);
    return range;
  }

  /** [sequences] where each begins in the tensors. */
  long[] begins() {
    long[] begins = new long[rows()];
    for (int row = 1; row < begins.length; row++) {
      begins[row] =
          begins[row - 1] + (packed() ? places(sequences[row - 1].length) : paddedLength());
    }
    return begins;
  }

  private long[] padded(int[][] numbers) {
    long[] padded = new long[Math.multiplyExact(tensorRows(), paddedLength())];
    long[] begins = begins();
    for (int row = 0; row < numbers.length; row++) {
      for (int i = 0; i < numbers[row].length; i++) {
        padded[(int) begins[row] + i] = numbers[row][i];
      }
    }
    return padded;
  }

  /** [sequences] number of tokens. */
  long[] lengths() {
    long[] lengths = new long[rows()];
    for (int row = 0; row < rows(); row++) {
      lengths[row] = sequences[row].length;
    }
    return lengths;
  }
}
