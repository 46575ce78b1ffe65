package dev.glossa.jobs.corpus;

import dev.glossa.jobs.config.InputSettings;
import java.lang.Character.UnicodeScript;
import java.util.Locale;

/** The language of a document: its column, else the setting, else its script. */
final class Language {
  /**
   * Korean chapters that are mostly program code still have this share of Hangul among their
   * letters (0.06 was the least of 2,285 documents); English ones with a Korean quotation have
   * less.
   */
  private static final double KOREAN = 0.05;

  private Language() {}

  /**
   * A code of two letters.
   *
   * @param column value of the language column, or "": {@code ko}, {@code ko-KR} and {@code KO_kr}
   *     are all {@code ko}; what is no code of ISO 639-1 counts as none
   */
  static String of(String column, String text, InputSettings input) {
    String code = column.strip().toLowerCase(Locale.ROOT).split("[-_]", 2)[0];
    if (InputSettings.isLanguage(code)) {
      return code;
    }
    return input.language().equals("auto")
        ? byScript(text, input.otherLanguage())
        : input.language();
  }

  /** {@code ko} where at least one letter in twenty is Hangul, else {@code other}. */
  static String byScript(String text, String other) {
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
