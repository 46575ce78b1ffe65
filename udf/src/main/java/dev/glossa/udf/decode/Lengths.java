package dev.glossa.udf.decode;

/**
 * How long texts may and must be, with Hugging Face's names and meaning: {@code max_length} and
 * {@code min_length} count the prompt (or an encoder-decoder's start token), {@code max_new_tokens}
 * and {@code min_new_tokens} do not, and the latter win where both are given, wherever they are
 * given. A minimum above the maximum is no error: the text is as long as it may be, and no end
 * token is chosen.
 *
 * @param maxLength or null when not given
 * @param maxNewTokens or null when not given
 * @param minLength 0 when not given
 * @param minNewTokens or null when not given
 */
public record Lengths(
    Integer maxLength, Integer maxNewTokens, int minLength, Integer minNewTokens) {

  private static final int NEW_TOKENS_BY_DEFAULT = 20;

  /**
   * Tokens to write at most after a prompt.
   *
   * @param prompt tokens of the prompt; 1 for an encoder-decoder
   * @param positions that the model has: they cut the length that holds when none is given, and no
   *     other
   * @throws IllegalArgumentException when the prompt is already as long as the text may be, or the
   *     text would need more positions than there are (Hugging Face fails when it comes to that)
   */
  public int newTokens(int prompt, int positions) {
    int end = end(prompt, positions);
    if (end <= prompt) {
      throw new IllegalArgumentException(
          "Cannot continue a prompt: "
              + prompt
              + " tokens (max_length is "
              + end
              + " and counts the prompt; set max_new_tokens or shorten the prompt)");
    }
    // The last token is never read, so it needs no position.
    if (end - 1 > positions) {
      throw new IllegalArgumentException(
          "Cannot write a text: "
              + end
              + " tokens with its prompt (the model has "
              + positions
              + " positions; shorten the prompt or lower max_length or max_new_tokens)");
    }
    return end - prompt;
  }

  private int end(int prompt, int positions) {
    if (maxNewTokens != null) {
      return prompt + maxNewTokens;
    }
    return maxLength != null ? maxLength : Math.min(prompt + NEW_TOKENS_BY_DEFAULT, positions);
  }

  /** Length below which no end token is chosen, the prompt's tokens counted. */
  int minimum(int prompt) {
    return minNewTokens != null
        ? (int) Math.min((long) prompt + minNewTokens, Integer.MAX_VALUE)
        : minLength;
  }
}
