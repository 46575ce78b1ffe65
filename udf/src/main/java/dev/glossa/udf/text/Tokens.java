package dev.glossa.udf.text;

import java.util.Arrays;

/**
 * A text in tokens.
 *
 * @param ids token ids
 * @param tokens as the vocabulary writes them, as many as {@code ids}
 * @param begins first UTF-16 unit of each in the text
 * @param ends UTF-16 unit after each; equal to its begin for a template's special token. Tokens
 *     that are bytes of one character share its span
 */
public record Tokens(int[] ids, String[] tokens, int[] begins, int[] ends) {

  /** How many tokens. */
  public int size() {
    return ids.length;
  }

  /**
   * The largest number of first tokens, at most this many, after which no character is left
   * unfinished. Where the first character alone has more tokens, there is no such number, and it is
   * {@code most} itself.
   */
  public int whole(int most) {
    for (int size = Math.min(most, size()); size > 0; size--) {
      if (size == size() || begins[size] >= ends[size - 1]) {
        return size;
      }
    }
    return Math.min(most, size());
  }

  /** The tokens from one number to before another. */
  public Tokens slice(int from, int to) {
    return new Tokens(
        Arrays.copyOfRange(ids, from, to),
        Arrays.copyOfRange(tokens, from, to),
        Arrays.copyOfRange(begins, from, to),
        Arrays.copyOfRange(ends, from, to));
  }
}
