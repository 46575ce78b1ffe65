package dev.glossa.udf.text;

import java.lang.Character.UnicodeScript;

/** What a text's letters say about its language. */
public final class Script {
  /**
   * Korean chapters that are mostly program code still have this share of Hangul among their
   * letters (0.06 was the least of 2,285 documents); English ones with a Korean quotation have
   * less.
   */
  private static final double KOREAN = 0.05;

  private Script() {}

  /** {@code ko} where at least one letter in twenty is Hangul, else {@code other}. */
  public static String language(String text, String other) {
    long letters = 0;
    long hangul = 0;
    for (int i = 0; i < text.length(); ) {
      int point = text.codePointAt(i);
      i += Character.charCount(point);
      if (Character.isLetter(point)) {
        letters++;
        // Nothing below the Jamo is Hangul: this keeps the look-up off most text.
        hangul += point >= 0x1100 && UnicodeScript.of(point) == UnicodeScript.HANGUL ? 1 : 0;
      }
    }
    return hangul > 0 && hangul >= KOREAN * letters ? "ko" : other;
  }
}
