package dev.glossa.udf.task;

import java.util.Locale;

/** How the labels of a document's chunks become the document's. */
public enum Combination {
  /** By the mean of their log-probabilities, scaled to probabilities again. */
  MEAN,
  /** Each label by its largest score in any chunk. */
  MAX;

  /** Its word in settings. */
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }
}
