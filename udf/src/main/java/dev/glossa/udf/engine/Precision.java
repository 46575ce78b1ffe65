package dev.glossa.udf.engine;

import ai.djl.ndarray.types.DataType;

/**
 * Element type of weights and activations. Whatever it is, attention weights, statistics, pooled
 * vectors and the scores that a search sees are computed in float32.
 */
public enum Precision {
  FLOAT32(DataType.FLOAT32),
  FLOAT16(DataType.FLOAT16),
  BFLOAT16(DataType.BFLOAT16);

  private final DataType type;

  Precision(DataType type) {
    this.type = type;
  }

  DataType type() {
    return type;
  }
}
