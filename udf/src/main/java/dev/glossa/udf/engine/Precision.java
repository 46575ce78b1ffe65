package dev.glossa.udf.engine;

import java.util.Locale;

/**
 * Element type of weights and activations. Whatever it is, attention weights and statistics that
 * are written, pooled vectors and the scores that a search sees are computed in float32.
 */
public enum Precision {
  FLOAT32(6, 4, 4),
  FLOAT16(5, 2, 2),
  BFLOAT16(15, 2, 2),
  /**
   * Matrix products of whole numbers from −127 to 127, or to 63 where a processor would cut off
   * their sums, and on processors only: each output's weights by the largest of them, each row's
   * inputs about the middle of the largest and the smallest of them. Small matrices are bfloat16
   * where the processor multiplies it. All else is float32, but for what {@link #attentionNumber}
   * says.
   */
  INT8(6, 1, 4);

  private final long number;
  private final int weightBytes;
  private final int bytes;

  Precision(long number, int weightBytes, int bytes) {
    this.number = number;
    this.weightBytes = weightBytes;
    this.bytes = bytes;
  }

  /** The word for it in settings. */
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Bytes of one number of a matrix that activations are multiplied with. */
  public int weightBytes() {
    return weightBytes;
  }

  /** Bytes of any other number. */
  public int bytes() {
    return bytes;
  }

  /** PyTorch's number of the type of all but such matrices (c10/core/ScalarType.h). */
  long number() {
    return number;
  }

  /**
   * The same of the keys and values that each step of a decoder reads, and of what attention of
   * whole texts multiplies. On a processor they are bfloat16 where it computes that in hardware and
   * the precision rounds as coarsely anyway, and else float32.
   */
  long attentionNumber(String device) {
    if (!device.equals("cpu")) {
      return number;
    }
    boolean coarse = this == BFLOAT16 || (this == INT8 && Processor.hasBfloat16());
    return coarse ? BFLOAT16.number : FLOAT32.number;
  }

  /** How programs hold such matrices: see {@code linear_layer} in {@code common.ts.py}. */
  String storage(String device) {
    if (this == INT8) {
      return Processor.hasBfloat16() ? "mixed" : "int8";
    }
    // oneDNN has no products of float16 that are fast on all processors.
    return device.equals("cpu") && this != FLOAT16 ? "packed" : "plain";
  }
}
