package dev.glossa.udf.decode;

/**
 * What a text may be, token by token. States are numbers of the grammar's own; -1 is where no text
 * goes on. Threads may share an instance.
 *
 * <p>A grammar knows no end tokens: a search allows them where a text is {@link #complete}, and
 * nowhere else. Tokens that add nothing to a text, such as one that a model's settings force at its
 * begin, leave the state as it is and are never allowed by the grammar itself.
 */
public interface TokenGrammar {

  /** The state before the first token. */
  int start();

  /** The state after a token; -1 where the token does not fit. */
  int next(int state, int token);

  /**
   * The tokens after which the text can still be completed.
   *
   * @param left tokens that may still be written, the next one included
   */
  TokenSet allowed(int state, int left);

  /** Whether the text may end in this state. */
  boolean complete(int state);

  /**
   * Whether no token may follow.
   *
   * @param left tokens that may still be written
   */
  boolean closed(int state, int left);

  /**
   * So many tokens complete the text, whatever way {@link #allowed} chooses among them: where as
   * many are left, it never comes to an end without a complete text.
   *
   * @return 0 where it is complete, {@link Integer#MAX_VALUE} where nothing completes it
   */
  int least(int state);
}
