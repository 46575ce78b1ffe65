package dev.glossa.udf.decode;

import java.util.List;

/**
 * Tokens that mean something to a search.
 *
 * @param ends {@code eos_token_id}: each of them ends a text; none if empty
 * @param forcedBegin {@code forced_bos_token_id}: the token after the first, or null
 * @param forcedEnds {@code forced_eos_token_id}: the last token of a text that reaches its greatest
 *     length, the best of them where there are several; none if empty
 * @param start {@code decoder_start_token_id}, or else {@code bos_token_id}: what an
 *     encoder-decoder's text starts from; null where neither is given
 * @param pad {@code pad_token_id}, or else the first end token: what Hugging Face fills shorter
 *     texts with, which {@link Sequence} does not; null where neither is given
 */
public record SpecialTokens(
    List<Integer> ends, Integer forcedBegin, List<Integer> forcedEnds, Integer start, Integer pad) {

  /** Copies the lists. */
  public SpecialTokens {
    ends = List.copyOf(ends);
    forcedEnds = List.copyOf(forcedEnds);
  }

  /** Checks that the model knows the tokens that are to be forced. */
  void check(int vocabulary) {
    check(
        "forced_bos_token_id", forcedBegin == null ? List.of() : List.of(forcedBegin), vocabulary);
    check("forced_eos_token_id", forcedEnds, vocabulary);
  }

  private static void check(String name, List<Integer> tokens, int vocabulary) {
    for (int token : tokens) {
      if (token >= vocabulary) {
        throw new IllegalArgumentException(
            "Cannot force " + name + ": " + token + " (the model knows " + vocabulary + " tokens)");
      }
    }
  }
}
