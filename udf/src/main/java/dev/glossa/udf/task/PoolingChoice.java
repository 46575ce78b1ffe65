package dev.glossa.udf.task;

import dev.glossa.udf.model.embedding.Embedding;

/** What settings can say about how the vectors of a text's tokens become one. */
public enum PoolingChoice {
  /**
   * As the model's own files say, and where they say nothing as {@link #MEAN}, which is what
   * sentence-transformers does with a model that is none of its own, but for the scaling.
   */
  AUTO("auto"),
  /** {@link Embedding#MEAN}. */
  MEAN("mean"),
  /** {@link Embedding#FIRST}. */
  FIRST("first"),
  /** {@link Embedding#LAST}. */
  LAST("last");

  private final String text;

  PoolingChoice(String text) {
    this.text = text;
  }

  /** The word for it in settings. */
  public String text() {
    return text;
  }
}
