package dev.glossa.udf.engine;

/**
 * Token sequences that go through a model together.
 *
 * <p>Number of rows and {@code length} decide the shapes of the computation, and the shapes decide
 * the last bits of the results: a row's results are the same bits whatever the other rows hold and
 * whichever row it is, as long as these two stay the same.
 *
 * @param sequences [rows][1 .. length] tokens; a spare row may hold any one token
 * @param types as many as the tokens: to which of two texts each counts, 0 or 1; empty where every
 *     row is one text
 * @param length padded length; the engine pads and masks
 */
public record Batch(int[][] sequences, int[][] types, int length) {

  /** Rows that hold one text each. */
  public Batch(int[][] sequences, int length) {
    this(sequences, new int[0][], length);
  }

  /** Checks that there are rows and that each fits. */
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
  }

  /** Number of sequences, spare ones included. */
  public int rows() {
    return sequences.length;
  }

  /** Length of the tensors: the next multiple of 16, for the sake of equal alignment of rows. */
  int paddedLength() {
    return (length + 15) / 16 * 16;
  }

  /** [rows × padded length], row-major; padding is token 0, which no result depends on. */
  long[] padded() {
    return padded(sequences);
  }

  /** [rows × padded length], row-major; padding is type 0. */
  long[] paddedTypes() {
    return padded(types);
  }

  private long[] padded(int[][] numbers) {
    long[] padded = new long[Math.multiplyExact(rows(), paddedLength())];
    for (int row = 0; row < numbers.length; row++) {
      for (int i = 0; i < numbers[row].length; i++) {
        padded[row * paddedLength() + i] = numbers[row][i];
      }
    }
    return padded;
  }

  /** [rows] number of tokens. */
  long[] lengths() {
    long[] lengths = new long[rows()];
    for (int row = 0; row < rows(); row++) {
      lengths[row] = sequences[row].length;
    }
    return lengths;
  }
}
