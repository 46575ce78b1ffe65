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
   * @param positions that the model has, which bound only the length that holds when none is given
   * @throws IllegalArgumentException when the prompt is already as long as the text may be
   */
  public int newTokens(int prompt, int positions) {
    if (maxNewTokens != null) {
      return maxNewTokens;
    }
    int end = maxLength != null ? maxLength : Math.min(prompt + NEW_TOKENS_BY_DEFAULT, positions);
    if (end <= prompt) {
      throw new IllegalArgumentException(
          "Cannot continue a prompt: "
              + prompt
              + " tokens (max_length is "
              + end
              + " and counts the prompt; set max_new_tokens or shorten the prompt)");
    }
    return end - prompt;
  }

  /** Length below which no end token is chosen, the prompt's tokens counted. */
  int minimum(int prompt) {
    return minNewTokens != null ? prompt + minNewTokens : minLength;
  }
}
