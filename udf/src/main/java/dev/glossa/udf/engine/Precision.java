package dev.glossa.udf.engine;

/**
 * Element type of weights and activations. Whatever it is, attention weights, statistics, pooled
 * vectors and the scores that a search sees are computed in float32.
 */
public enum Precision {
  FLOAT32(6, 4),
  FLOAT16(5, 2),
  BFLOAT16(15, 2);

  private final long number;
  private final int bytes;

  Precision(long number, int bytes) {
    this.number = number;
    this.bytes = bytes;
  }

  /** Bytes of one number. */
  public int bytes() {
    return bytes;
  }

  /** PyTorch's number of the type (c10/core/ScalarType.h). */
  long number() {
    return number;
  }
}
