package dev.glossa.udf.spark.sql;

import java.text.BreakIterator;
import java.util.Locale;

/** Shortens texts. */
final class MostWords {
  private MostWords() {}

  /**
   * The beginning of a text that has so many words at most: up to the end of its last whole
   * sentence, or of its last word where not even one sentence fits.
   *
   * @param most words; 0 leaves the text as it is
   */
  static String of(String text, int most) {
    int end = most == 0 ? text.length() : endOfWords(text, most);
    if (end == text.length()) {
      return text;
    }
    BreakIterator sentences = BreakIterator.getSentenceInstance(Locale.ROOT);
    sentences.setText(text);
    int whole = sentences.preceding(end + 1);
    return (whole > 0 ? text.substring(0, whole) : text.substring(0, end)).stripTrailing();
  }

  /** Where the last of so many words ends; the text's end where it has no more. */
  private static int endOfWords(String text, int most) {
    BreakIterator words = BreakIterator.getWordInstance(Locale.ROOT);
    words.setText(text);
    int count = 0;
    int last = 0;
    int begin = words.first();
    for (int end = words.next(); end != BreakIterator.DONE; end = words.next()) {
      if (text.substring(begin, end).codePoints().anyMatch(Character::isLetterOrDigit)) {
        if (count == most) {
          return last;
        }
        count++;
        last = end;
      }
      begin = end;
    }
    return text.length();
  }
}
