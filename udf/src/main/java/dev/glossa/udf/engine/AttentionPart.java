package dev.glossa.udf.engine;

/** The attentions of an encoder-decoder. */
public enum AttentionPart {
  /** The source's tokens on each other. */
  ENCODER,
  /** The target's tokens on those before them. */
  DECODER,
  /** The target's tokens on the source's. */
  CROSS
}
