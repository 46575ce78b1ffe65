package dev.glossa.udf.text;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * Where tokens stand in a text, told by their bytes: where those of all tokens, one behind the
 * other, are the text's, they can stand nowhere else. The library makes an object for each span,
 * which takes nearly as long as finding the tokens.
 *
 * <p>What the library makes of a span, such as leaving out the space before a word, is found by
 * trying: only tokenizers for whose tokens it gives what their bytes say are told so.
 */
final class SpelledSpans {
  private static final List<String> PROBES =
      List.of(
          "one two",
          " Reading  slowly\n\n\t12 books, isn't it? ",
          "우리는 어제 만났다",
          "été naïve слово",
          "😀 🧑‍🌾",
          " ");

  private final byte[][] bytes;

  private SpelledSpans(byte[][] bytes) {
    this.bytes = bytes;
  }

  /**
   * Tries a tokenizer.
   *
   * @param bytes [tokens] what each adds to a text, null where that is unknown
   * @param library gives ids, begins and ends of a text's tokens, the latter two in code points
   * @return empty where its spans are not those of the bytes
   */
  static Optional<SpelledSpans> of(byte[][] bytes, Function<String, int[][]> library) {
    SpelledSpans spelled = new SpelledSpans(bytes);
    for (String probe : PROBES) {
      int[][] told = library.apply(probe);
      int[][] found = {told[0], new int[told[0].length], new int[told[0].length]};
      if (!spelled.find(probe, found) || !Arrays.deepEquals(told, found)) {
        return Optional.empty();
      }
    }
    return Optional.of(spelled);
  }

  /**
   * Writes the spans of tokens.
   *
   * @param encoded ids, and room for begins and ends in code points; tokens that are bytes of one
   *     character all have its span
   * @return whether the tokens spell the text; where they do not, nothing of what is written counts
   */
  boolean find(String text, int[][] encoded) {
    byte[] whole = text.getBytes(StandardCharsets.UTF_8);
    int at = 0;
    int characters = 0;
    for (int i = 0; i < encoded[0].length; i++) {
      int id = encoded[0][i];
      byte[] own = id < bytes.length ? bytes[id] : null;
      if (own == null || own.length == 0 || own.length > whole.length - at) {
        return false;
      }
      encoded[1][i] = isContinuation(whole[at]) ? characters - 1 : characters;
      for (byte one : own) {
        if (one != whole[at++]) {
          return false;
        }
        characters += isContinuation(one) ? 0 : 1;
      }
      encoded[2][i] = characters;
    }
    return at == whole.length;
  }

  private static boolean isContinuation(byte one) {
    return (one & 0xC0) == 0x80;
  }
}
