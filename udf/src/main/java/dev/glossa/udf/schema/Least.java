package dev.glossa.udf.schema;

import java.util.Arrays;
import java.util.BitSet;

/**
 * How many tokens complete a text from each state: the lengths of shortest paths to where it is
 * complete, by a search from there backward.
 *
 * <p>A state in which a string goes on with any sign lets nearly all tokens follow, and there may
 * be thousands of such states. In these only some tokens are looked at: those with a quotation
 * mark, which end a string, single bytes, and letters of a few lengths. The paths are then shortest
 * among fewer, so that the numbers may be larger than need be; each is still the length of a path
 * that exists. Where some state would have no path that way, all tokens are looked at.
 */
final class Least {

  /** Bytes that may follow in a state in which not all tokens are looked at. */
  private static final int MANY = 24;

  private final JsonGrammar grammar;
  private final int vocabulary;
  private final int[][] nexts;

  private Least(JsonGrammar grammar, TokenTree all, TokenTree some, int vocabulary) {
    this.grammar = grammar;
    this.vocabulary = vocabulary;
    nexts = new int[grammar.size()][];
    for (int state = 0; state < nexts.length; state++) {
      nexts[state] = nexts(many(state) ? some : all, state);
    }
  }

  /** [states] tokens that complete a text; the largest number where none do. */
  static int[] tokens(JsonGrammar grammar, TokenTree tree, int vocabulary) {
    int[] least = new Least(grammar, tree, tree.only(Least::closing), vocabulary).distances();
    if (Arrays.stream(least).anyMatch(distance -> distance == Integer.MAX_VALUE)) {
      return new Least(grammar, tree, tree, vocabulary).distances();
    }
    return least;
  }

  private static boolean closing(byte[] token) {
    boolean letters = token.length <= 16 && Integer.bitCount(token.length) == 1;
    boolean quote = false;
    for (byte next : token) {
      letters &= next >= 'a' && next <= 'z';
      quote |= next == '"';
    }
    return quote || letters && token[0] == token[token.length - 1] || token.length == 1;
  }

  private boolean many(int state) {
    int count = 0;
    for (int next = 0; next < 256; next++) {
      count += grammar.step(state, (byte) next) == JsonGrammar.DEAD ? 0 : 1;
    }
    return count > MANY;
  }

  private int[] nexts(TokenTree tree, int state) {
    BitSet found = new BitSet();
    tree.walk(
        grammar,
        state,
        (token, next) -> {
          if (token < vocabulary) {
            found.set(next);
          }
        });
    return found.stream().toArray();
  }

  private int[] distances() {
    int states = nexts.length;
    int[] begins = new int[states + 1];
    for (int[] own : nexts) {
      for (int next : own) {
        begins[next + 1]++;
      }
    }
    for (int state = 0; state < states; state++) {
      begins[state + 1] += begins[state];
    }
    int[] before = new int[begins[states]];
    int[] at = begins.clone();
    for (int state = 0; state < states; state++) {
      for (int next : nexts[state]) {
        before[at[next]++] = state;
      }
    }
    int[] distances = new int[states];
    Arrays.fill(distances, Integer.MAX_VALUE);
    int[] queue = new int[states];
    int size = 0;
    for (int state = 0; state < states; state++) {
      if (grammar.accepts(state)) {
        distances[state] = 0;
        queue[size++] = state;
      }
    }
    for (int i = 0; i < size; i++) {
      for (int j = begins[queue[i]]; j < begins[queue[i] + 1]; j++) {
        if (distances[before[j]] == Integer.MAX_VALUE) {
          distances[before[j]] = distances[queue[i]] + 1;
          queue[size++] = before[j];
        }
      }
    }
    return distances;
  }
}
