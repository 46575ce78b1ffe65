package dev.glossa.udf.model;

import java.nio.ByteBuffer;
import java.nio.IntBuffer;

/**
 * Finds values whose exponent bits are all ones: infinities and NaNs. It reads ints, each one
 * binary32 or two halves, and adds to the exponent the bit that carries into the sign's place
 * exactly when the exponent is full: a loop without branches, which the compiler turns into vector
 * instructions.
 *
 * @param mask exponent bits of an int
 * @param carry lowest exponent bit of each value in it
 * @param full bits that are set in the sum where an exponent is full
 * @param bytes bytes of one value
 */
record Exponent(int mask, int carry, int full, int bytes) {
  private static final int CHUNK = 1 << 14;

  static Exponent of(Dtype dtype) {
    return switch (dtype) {
      case F32 -> new Exponent(0x7f800000, 0x00800000, 0x80000000, Float.BYTES);
      case F16 -> new Exponent(0x7c007c00, 0x04000400, 0x80008000, Short.BYTES);
      case BF16 -> new Exponent(0x7f807f80, 0x00800080, 0x80008000, Short.BYTES);
      default ->
          throw new IllegalArgumentException(
              "Cannot check values: " + dtype + " (no weight has this type)");
    };
  }

  /** Whether any value of a little-endian buffer is infinite or not a number. */
  boolean isFullAnywhere(ByteBuffer values) {
    IntBuffer words = values.asIntBuffer();
    int[] chunk = new int[Math.min(CHUNK, words.remaining())];
    int seen = 0;
    while (words.hasRemaining()) {
      int count = Math.min(chunk.length, words.remaining());
      words.get(chunk, 0, count);
      seen |= sums(chunk, count);
    }
    if (values.limit() % Integer.BYTES != 0) {
      seen |= sum(Short.toUnsignedInt(values.getShort(values.limit() - Short.BYTES)));
    }
    return (seen & full) != 0;
  }

  private int sums(int[] words, int count) {
    int seen = 0;
    for (int i = 0; i < count; i++) {
      seen |= (words[i] & mask) + carry;
    }
    return seen;
  }

  private int sum(int word) {
    return (word & mask) + carry;
  }

  /** Index of the first value that is infinite or not a number, or the number of values. */
  long firstFull(ByteBuffer values) {
    int count = values.limit() / bytes;
    int index = 0;
    while (index < count && (sum(word(values, index)) & full) == 0) {
      index++;
    }
    return index;
  }

  private int word(ByteBuffer values, int index) {
    return bytes == Float.BYTES
        ? values.getInt(index * bytes)
        : Short.toUnsignedInt(values.getShort(index * bytes));
  }
}
