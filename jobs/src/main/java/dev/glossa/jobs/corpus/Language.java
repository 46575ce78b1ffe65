package dev.glossa.jobs.corpus;

import dev.glossa.jobs.config.InputSettings;
import dev.glossa.udf.text.Script;
import java.util.Locale;

/** The language of a document: its column, else the setting, else its script. */
final class Language {
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
        ? Script.language(text, input.otherLanguage())
        : input.language();
  }
}
