package dev.glossa.udf.model.family;

/**
 * Which special tokens stand round every text that a model reads, where its tokenizer has no
 * template that says so.
 */
public enum TextFrame {
  /** Nothing. */
  NONE,
  /** {@code bos_token_id} or {@code <s>} before, {@code eos_token_id} or {@code </s>} after. */
  BEGIN_AND_END
}
