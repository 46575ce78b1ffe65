package dev.glossa.udf.schema;

import java.util.Arrays;

/** The tokens that a state lets follow, and how many tokens complete a text that goes on so. */
final class Following {

  /** A mask is kept where so large a share of the vocabulary is allowed that it takes time. */
  private static final int LARGE = 64;

  private final int vocabulary;
  private final int[] tokens;

  /** For each of them, tokens that complete the text, itself included. */
  private final int[] costs;

  private final int fewest;
  private final int most;
  private final int hash;
  private volatile byte[] all;

  private Following(int vocabulary, int[] tokens, int[] costs) {
    this.vocabulary = vocabulary;
    this.tokens = tokens;
    this.costs = costs;
    this.fewest = Arrays.stream(costs).min().orElse(Integer.MAX_VALUE);
    this.most = Arrays.stream(costs).max().orElse(0);
    this.hash = 31 * Arrays.hashCode(tokens) + Arrays.hashCode(costs);
  }

  /**
   * What may follow.
   *
   * @param costs [vocabulary] 0 for a token that may not
   */
  static Following of(int[] costs) {
    int size = 0;
    for (int cost : costs) {
      size += cost > 0 ? 1 : 0;
    }
    int[] tokens = new int[size];
    int[] own = new int[size];
    int at = 0;
    for (int token = 0; token < costs.length; token++) {
      if (costs[token] > 0) {
        tokens[at] = token;
        own[at++] = costs[token];
      }
    }
    return new Following(costs.length, tokens, own);
  }

  boolean isEmpty() {
    return tokens.length == 0;
  }

  /** Fewest tokens that complete a text which goes on. */
  int fewest() {
    return fewest;
  }

  /** [vocabulary] 1 for the tokens after which so many tokens, themselves included, are enough. */
  byte[] allowed(int left) {
    boolean large = left >= most && isLarge();
    byte[] mask = large ? all : null;
    if (mask != null) {
      return mask;
    }
    mask = new byte[vocabulary];
    for (int i = 0; i < tokens.length; i++) {
      mask[tokens[i]] = (byte) (costs[i] <= left ? 1 : 0);
    }
    if (large) {
      all = mask;
    }
    return mask;
  }

  private boolean isLarge() {
    return tokens.length > vocabulary / LARGE;
  }

  /** Memory that it takes, a kept mask included. */
  long bytes() {
    return 8L * tokens.length + (isLarge() ? vocabulary : 0) + 100;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Following following
        && hash == following.hash
        && Arrays.equals(tokens, following.tokens)
        && Arrays.equals(costs, following.costs);
  }

  @Override
  public int hashCode() {
    return hash;
  }
}
