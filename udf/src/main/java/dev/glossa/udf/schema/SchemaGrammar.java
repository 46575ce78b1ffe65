package dev.glossa.udf.schema;

import dev.glossa.udf.decode.TokenGrammar;
import dev.glossa.udf.decode.TokenSet;
import java.util.HashMap;
import java.util.Map;

/**
 * JSON of a schema in the tokens of a vocabulary.
 *
 * <p>The tokens that a state lets follow are worked out when they are first asked for, by one walk
 * over the vocabulary, and kept. Many states let the same follow, such as those that differ in how
 * much of a string is written, and share it. Where what is kept would take more than {@value
 * #MOST_BYTES} bytes, all of it is dropped and worked out anew.
 */
public final class SchemaGrammar implements TokenGrammar {

  private static final long MOST_BYTES = 128L << 20;

  private final JsonGrammar grammar;
  private final TokenTree tree;
  private final int vocabulary;
  private final int[] least;
  private final Map<Integer, Following> byState = new HashMap<>();
  private final Map<Following, Following> shared = new HashMap<>();
  private final Following nothing;
  private long bytes;

  /**
   * Joins a schema and a vocabulary.
   *
   * @param vocabulary tokens that the model knows, which may be more than the tokenizer has
   */
  public SchemaGrammar(JsonGrammar grammar, TokenTree tree, int vocabulary) {
    this.grammar = grammar;
    this.tree = tree;
    this.vocabulary = vocabulary;
    this.nothing = Following.of(new int[vocabulary]);
    this.least = Least.tokens(grammar, tree, vocabulary);
  }

  @Override
  public int start() {
    return grammar.start();
  }

  @Override
  public int next(int state, int token) {
    byte[] added = tree.bytes(token);
    int next = state;
    for (int i = 0; added != null && i < added.length; i++) {
      next = grammar.step(next, added[i]);
    }
    return next;
  }

  @Override
  public TokenSet allowed(int state, int left) {
    return following(state).allowed(left);
  }

  @Override
  public boolean complete(int state) {
    return grammar.accepts(state);
  }

  @Override
  public boolean closed(int state, int left) {
    Following following = following(state);
    return following.isEmpty() || following.fewest() > left;
  }

  @Override
  public int least(int state) {
    return state == JsonGrammar.DEAD ? Integer.MAX_VALUE : least[state];
  }

  private Following following(int state) {
    if (state == JsonGrammar.DEAD) {
      return nothing;
    }
    synchronized (byState) {
      Following known = byState.get(state);
      if (known != null) {
        return known;
      }
    }
    Following found = walk(state);
    synchronized (byState) {
      Following same = shared.get(found);
      if (same == null) {
        same = found;
        if (bytes + same.bytes(vocabulary) > MOST_BYTES) {
          byState.clear();
          shared.clear();
          bytes = 0;
        }
        bytes += same.bytes(vocabulary);
        shared.put(same, same);
      }
      byState.put(state, same);
      return same;
    }
  }

  private Following walk(int state) {
    int[] costs = new int[vocabulary];
    tree.walk(
        grammar,
        state,
        (token, next) -> {
          if (token < vocabulary && least[next] < Integer.MAX_VALUE) {
            costs[token] = least[next] + 1;
          }
        });
    return Following.of(costs);
  }
}
