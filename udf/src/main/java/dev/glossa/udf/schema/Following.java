package dev.glossa.udf.schema;

import dev.glossa.udf.decode.TokenSet;
import java.util.Arrays;

/** The tokens that a state lets follow, and how many tokens complete a text that goes on so. */
final class Following {

  private final int[] tokens;

  /** For each of them, tokens that complete the text, itself included. */
  private final int[] costs;

  private final int fewest;
  private final int hash;
  private volatile Part last;

  /**
   * Those that may follow where so many tokens are left.
   *
   * @param from fewest tokens left
   * @param to one more than the most
   */
  private record Part(int from, int to, TokenSet tokens) {}

  private Following(int[] tokens, int[] costs) {
    this.tokens = tokens;
    this.costs = costs;
    this.fewest = Arrays.stream(costs).min().orElse(Integer.MAX_VALUE);
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
    return new Following(tokens, own);
  }

  boolean isEmpty() {
    return tokens.length == 0;
  }

  /** Fewest tokens that complete a text which goes on. */
  int fewest() {
    return fewest;
  }

  /** The tokens after which so many tokens, themselves included, are enough. */
  TokenSet allowed(int left) {
    Part part = last;
    if (part == null || left < part.from() || left >= part.to()) {
      part = part(left);
      last = part;
    }
    return part.tokens();
  }

  private Part part(int left) {
    int[] chosen = new int[tokens.length];
    int size = 0;
    int from = 0;
    int to = Integer.MAX_VALUE;
    for (int i = 0; i < tokens.length; i++) {
      if (costs[i] <= left) {
        chosen[size++] = tokens[i];
        from = Math.max(from, costs[i]);
      } else {
        to = Math.min(to, costs[i]);
      }
    }
    return new Part(
        from, to, TokenSet.of(size == tokens.length ? tokens : Arrays.copyOf(chosen, size)));
  }

  /** Memory that it takes at most, a mask of its tokens included. */
  long bytes(int vocabulary) {
    return 12L * tokens.length
        + (TokenSet.isLarge(tokens.length, vocabulary) ? 4L * vocabulary : 0)
        + 100;
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
