package dev.glossa.udf.model;

/**
 * Element types of the safetensors format (<a
 * href="https://huggingface.co/docs/safetensors/index#format">its page</a>). Weights are of the
 * first three; the others may stand in a file beside them, as buffers that no engine reads.
 */
public enum Dtype {
  /** IEEE 754 binary32. */
  F32(4),
  /** IEEE 754 binary16. */
  F16(2),
  /** The upper half of a binary32. */
  BF16(2),
  F64(8),
  I64(8),
  I32(4),
  I16(2),
  I8(1),
  U64(8),
  U32(4),
  U16(2),
  U8(1),
  BOOL(1),
  C64(8),
  F8_E4M3(1),
  F8_E5M2(1);

  private final int bytes;

  Dtype(int bytes) {
    this.bytes = bytes;
  }

  /** Bytes of one element. */
  public int bytes() {
    return bytes;
  }

  /** Whether a weight may have this type. */
  public boolean isWeight() {
    return this == F32 || this == F16 || this == BF16;
  }
}
