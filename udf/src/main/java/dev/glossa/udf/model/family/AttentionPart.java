package dev.glossa.udf.model.family;

/** The attentions that a model may have; an encoder-decoder has all three. */
public enum AttentionPart {
  /** The tokens of what is read on each other. */
  ENCODER,
  /** The tokens of what is written, or continued, on those before them. */
  DECODER,
  /** The tokens of what is written on those of what was read. */
  CROSS
}
