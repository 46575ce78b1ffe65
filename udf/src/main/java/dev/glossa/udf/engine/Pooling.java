package dev.glossa.udf.engine;

/** How the vectors of a text's tokens become one. */
public enum Pooling {
  /** Mean over the text's tokens, special tokens included, scaled to length 1 (L2). */
  MEAN("mean"),
  /** The first token's vector. */
  FIRST("first"),
  /** The last token's vector. */
  LAST("last"),
  /** BERT's own: the first token's vector through a trained layer and tanh. */
  POOLER("pooler");

  private final String text;

  Pooling(String text) {
    this.text = text;
  }

  /** The word for it in settings, in results and in the programs. */
  public String text() {
    return text;
  }
}
