package dev.glossa.udf.engine;

/**
 * Element type of weights and activations. Whatever it is, attention weights, statistics, pooled
 * vectors and the scores that a search sees are computed in float32.
 */
public enum Precision {
  FLOAT32(6),
  FLOAT16(5),
  BFLOAT16(15);

  private final long number;

  Precision(long number) {
    this.number = number;
  }

  /** PyTorch's number of the type (c10/core/ScalarType.h). */
  long number() {
    return number;
  }
}
