package dev.glossa.udf.model.embedding;

/** How the vectors of a text's tokens, special tokens included, become one. */
public enum Pooling {
  /** Their mean. */
  MEAN("mean", "mean_tokens"),
  /** The first token's. */
  FIRST("first", "cls_token"),
  /** The last token's. */
  LAST("last", "lasttoken"),
  /** In each place the largest number. */
  MAX("max", "max_tokens"),
  /** Their sum, divided by the square root of their number. */
  MEAN_SQRT_LENGTH("mean_sqrt_length", "mean_sqrt_len_tokens"),
  /** BERT's own: the first token's vector through a trained layer and tanh. */
  POOLER("pooler", "pooler");

  private final String program;
  private final String text;

  Pooling(String program, String text) {
    this.program = program;
    this.text = text;
  }

  /** Its name in the engine's programs. */
  public String program() {
    return program;
  }

  /** Its name in sentence-transformers' files, where it is the end of {@code pooling_mode_}. */
  public String text() {
    return text;
  }
}
