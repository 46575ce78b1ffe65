package dev.glossa.udf.schema;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;

/**
 * A vocabulary as a tree of bytes, so that what tokens have in common at their begin is looked at
 * once. Immutable; all grammars over a vocabulary share it.
 */
public final class TokenTree {

  private final byte[][] tokens;

  /** Nodes in the order of a walk that goes down first: each one's byte. */
  private final byte[] labels;

  /** How deep each node lies, from 0. */
  private final int[] depths;

  /** The node after the last of each one's tree. */
  private final int[] ends;

  /** Tokens that end at each node: a part of {@link #order}. */
  private final int[] firsts;

  private final int[] order;
  private final int longest;

  private TokenTree(byte[][] tokens, int[] order) {
    this.tokens = tokens;
    this.order = order;
    int most = Arrays.stream(order).map(token -> tokens[token].length).sum();
    byte[] labels = new byte[most];
    int[] depths = new int[most];
    int[] ends = new int[most];
    int[] firsts = new int[most + 1];
    int longest = 0;
    int nodes = 0;
    int[] path = new int[Arrays.stream(order).map(token -> tokens[token].length).max().orElse(0)];
    byte[] before = new byte[0];
    for (int i = 0; i < order.length; i++) {
      byte[] token = tokens[order[i]];
      int common = Arrays.mismatch(before, token);
      for (int depth = common < 0 ? token.length : common; depth < before.length; depth++) {
        ends[path[depth]] = nodes;
      }
      for (int depth = common < 0 ? token.length : common; depth < token.length; depth++) {
        path[depth] = nodes;
        labels[nodes] = token[depth];
        depths[nodes] = depth;
        // Tokens come in order, so those of this node begin here or later.
        firsts[nodes++] = i;
      }
      longest = Math.max(longest, token.length);
      before = token;
    }
    for (int depth = 0; depth < before.length; depth++) {
      ends[path[depth]] = nodes;
    }
    firsts[nodes] = order.length;
    this.labels = Arrays.copyOf(labels, nodes);
    this.depths = Arrays.copyOf(depths, nodes);
    this.ends = Arrays.copyOf(ends, nodes);
    this.firsts = Arrays.copyOf(firsts, nodes + 1);
    this.longest = longest;
  }

  /**
   * The tree of a vocabulary.
   *
   * @param tokens the bytes that each token adds to a text; null for one that adds none and is
   *     never to be written
   */
  public static TokenTree of(byte[][] tokens) {
    return of(tokens, token -> true);
  }

  private static TokenTree of(byte[][] tokens, Predicate<byte[]> chosen) {
    List<Integer> order = new ArrayList<>();
    for (int token = 0; token < tokens.length; token++) {
      if (tokens[token] != null && tokens[token].length > 0 && chosen.test(tokens[token])) {
        order.add(token);
      }
    }
    order.sort((a, b) -> Arrays.compareUnsigned(tokens[a], tokens[b]));
    return new TokenTree(tokens, order.stream().mapToInt(Integer::intValue).toArray());
  }

  /** The same vocabulary with these tokens alone. */
  TokenTree only(Predicate<byte[]> chosen) {
    return of(tokens, chosen);
  }

  /** Tokens that the vocabulary has numbers for. */
  int vocabulary() {
    return tokens.length;
  }

  /** A token's bytes, or null. */
  byte[] bytes(int token) {
    return token < tokens.length ? tokens[token] : null;
  }

  /** Takes a token that fits, and the state after it. */
  interface Visitor {
    void token(int token, int state);
  }

  /** Visits the tokens that a state lets follow, in no order of their numbers. */
  void walk(JsonGrammar grammar, int state, Visitor visitor) {
    int[] states = new int[longest + 1];
    states[0] = state;
    int node = 0;
    while (node < labels.length) {
      int depth = depths[node];
      int next = grammar.step(states[depth], labels[node]);
      if (next == JsonGrammar.DEAD) {
        node = ends[node];
        continue;
      }
      states[depth + 1] = next;
      for (int i = firsts[node];
          i < firsts[node + 1] && tokens[order[i]].length == depth + 1;
          i++) {
        visitor.token(order[i], next);
      }
      node++;
    }
  }
}
