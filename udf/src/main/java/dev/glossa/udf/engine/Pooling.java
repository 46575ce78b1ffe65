package dev.glossa.udf.engine;

import java.util.Locale;

/** How the vectors of a text's tokens become one. */
public enum Pooling {
  /** Mean over the text's tokens, special tokens included, scaled to length 1 (L2). */
  MEAN,
  /** The first token's vector. */
  FIRST,
  /** The last token's vector. */
  LAST,
  /** BERT's own: the first token's vector through a trained layer and tanh. */
  POOLER;

  String method() {
    return name().toLowerCase(Locale.ROOT);
  }
}
