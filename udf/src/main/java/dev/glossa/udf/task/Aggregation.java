package dev.glossa.udf.task;

import java.util.Locale;

/**
 * How a word's tokens come to one label, by the names of transformers' {@code
 * aggregation_strategy}.
 */
public enum Aggregation {
  /** They need not: each token has its own, and neighbors of one label are an entity. */
  SIMPLE,
  /** The first token's. */
  FIRST,
  /** That of the largest mean probability. */
  AVERAGE,
  /** That of the token with the largest probability. */
  MAX;

  /** Its word in settings. */
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }
}
