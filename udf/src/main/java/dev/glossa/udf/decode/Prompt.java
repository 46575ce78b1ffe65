package dev.glossa.udf.decode;

/**
 * Where the writing starts for one document of a batch.
 *
 * @param key of the document; its samples depend on it and on nothing else of the batch
 * @param ids tokens before the first that is written: a causal model's prompt, or the start token
 *     alone of an encoder-decoder
 * @param newTokens tokens to write at most, as {@link Lengths#newTokens} gives it; 0 marks a dummy,
 *     for which nothing is written
 * @param grammar what the text may be, or null where it may be anything
 */
public record Prompt(String key, int[] ids, int newTokens, TokenGrammar grammar) {

  /** Checks that there is something to start from. */
  public Prompt {
    if (ids.length == 0 || newTokens < 0) {
      throw new IllegalArgumentException(
          "Cannot start writing: "
              + ids.length
              + " tokens before and "
              + newTokens
              + " after (the first must be 1 or more, the second 0 or more)");
    }
  }

  /** A start for a text that may be anything. */
  public Prompt(String key, int[] ids, int newTokens) {
    this(key, ids, newTokens, null);
  }

  /** A document that only fills the batch. */
  public static Prompt dummy(int... ids) {
    return new Prompt("", ids, 0);
  }
}
