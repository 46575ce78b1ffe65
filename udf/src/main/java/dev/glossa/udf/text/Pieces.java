package dev.glossa.udf.text;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;

/**
 * Where a long text may be divided so that its pieces give the same tokens as the whole: before a
 * single space between two letters. Every tokenizer that starts a new word at such a space allows
 * it, and whether one does is found by trying.
 */
final class Pieces {
  /** A text of at most this many UTF-16 units is one piece, and longer ones are cut near it. */
  static final int LENGTH = 1 << 16;

  /** UTF-16 units that are encoded at once at most; three tokens for each are some 600 MB. */
  static final int LIMIT = 1 << 20;

  private static final List<String> PROBES =
      List.of("one two", "Reading slowly 12 books", "우리는 어제 만났다", "été naïve", "слово дело");

  private Pieces() {}

  /** Whether a tokenizer gives the same ids for a text and for its pieces. */
  static boolean divides(Function<String, int[]> encoder) {
    for (String probe : PROBES) {
      int[] whole = encoder.apply(probe);
      for (int cut = 1; cut < probe.length(); cut++) {
        if (!isPlace(probe, cut)) {
          continue;
        }
        int[] left = encoder.apply(probe.substring(0, cut));
        int[] right = encoder.apply(probe.substring(cut));
        int[] joined = Arrays.copyOf(left, left.length + right.length);
        System.arraycopy(right, 0, joined, left.length, right.length);
        if (!Arrays.equals(whole, joined)) {
          return false;
        }
      }
    }
    return true;
  }

  /**
   * The pieces' borders, from 0 to the text's length.
   *
   * @throws TextException {@code TOO_LONG} when a piece would be longer than {@link #LIMIT}
   */
  static int[] cuts(String text, boolean divisible) {
    List<Integer> cuts = new ArrayList<>(List.of(0));
    int begin = 0;
    while (text.length() - begin > LENGTH) {
      int cut = divisible ? place(text, begin) : text.length();
      if (cut - begin > LIMIT) {
        throw new TextException(
            "TOO_LONG",
            "Cannot tokenize: "
                + text.length()
                + " UTF-16 units (more than "
                + LIMIT
                + " without a space to divide them at; split the document)");
      }
      cuts.add(cut);
      begin = cut;
    }
    if (begin < text.length() || text.isEmpty()) {
      cuts.add(text.length());
    }
    return cuts.stream().mapToInt(Integer::intValue).toArray();
  }

  /** The last place before {@link #LENGTH} units, or else the first one after them. */
  private static int place(String text, int begin) {
    for (int at = begin + LENGTH; at > begin; at--) {
      if (isPlace(text, at)) {
        return at;
      }
    }
    int at = begin + LENGTH + 1;
    while (at < text.length() && !isPlace(text, at)) {
      at++;
    }
    return at;
  }

  private static boolean isPlace(String text, int at) {
    return text.charAt(at) == ' '
        && at > 0
        && at + 1 < text.length()
        && Character.isLetter(text.charAt(at - 1))
        && Character.isLetter(text.charAt(at + 1));
  }
}
