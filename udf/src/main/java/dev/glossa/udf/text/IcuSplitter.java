package dev.glossa.udf.text;

import com.ibm.icu.text.BreakIterator;
import com.ibm.icu.text.FilteredBreakIteratorBuilder;
import com.ibm.icu.util.ULocale;
import java.util.ArrayList;
import java.util.List;

/**
 * ICU's boundaries of sentences and words in one language: the rules of Unicode's annex 29, without
 * the sentence ends behind abbreviations that ICU lists for the language, such as {@code Mr.}; for
 * most languages, Korean among them, it has no list. Threads need an instance each.
 *
 * <p>White space counts as one space, so that an abbreviation is known at the end of a line, too,
 * and a line end within a paragraph ends no sentence, though the annex would have it so: texts are
 * often wrapped. An empty line ends one.
 */
public final class IcuSplitter {
  private static final char PARAGRAPH_SEPARATOR = '\u2029';

  private final BreakIterator sentences;
  private final BreakIterator words;

  /**
   * The boundaries of a language.
   *
   * @param language two-letter code; one that ICU knows nothing of has the rules of all languages
   */
  public IcuSplitter(String language) {
    ULocale locale = new ULocale(language);
    this.sentences =
        FilteredBreakIteratorBuilder.getInstance(locale)
            .wrapIteratorWithFilter(BreakIterator.getSentenceInstance(locale));
    this.words = BreakIterator.getWordInstance(locale);
  }

  /**
   * The sentences of a text: in order, apart from each other, trimmed, and with every character
   * that is not white space in one of them.
   */
  public List<Span> sentences(String text) {
    char[] plain = new char[text.length()];
    int[] places = new int[text.length() + 1];
    int length = plain(text, plain, places);
    List<Span> spans = new ArrayList<>();
    sentences.setText(new String(plain, 0, length));
    int begin = sentences.first();
    for (int end = sentences.next(); end != BreakIterator.DONE; end = sentences.next()) {
      Span.trimmed(text, places[begin], places[end]).ifPresent(spans::add);
      begin = end;
    }
    return spans;
  }

  /**
   * Writes a text with one space for each stretch of white space, or a paragraph separator where
   * that has an empty line.
   *
   * @param plain takes the units
   * @param places take where each of them stands in the text, and behind the last the text's end
   * @return how many units
   */
  private static int plain(String text, char[] plain, int[] places) {
    int length = 0;
    int at = 0;
    while (at < text.length()) {
      places[length] = at;
      char unit = text.charAt(at++);
      if (Character.isWhitespace(unit)) {
        int lines = unit == '\n' ? 1 : 0;
        while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
          lines += text.charAt(at++) == '\n' ? 1 : 0;
        }
        unit = lines > 1 ? PARAGRAPH_SEPARATOR : ' ';
      }
      plain[length++] = unit;
    }
    places[length] = at;
    return length;
  }

  /** The words of a sentence, each sign of punctuation apart, and an emoji whole. */
  public List<String> words(String sentence) {
    List<String> found = new ArrayList<>();
    words.setText(sentence);
    int begin = words.first();
    for (int end = words.next(); end != BreakIterator.DONE; end = words.next()) {
      String word = sentence.substring(begin, end);
      if (!word.isBlank()) {
        found.add(word);
      }
      begin = end;
    }
    return found;
  }
}
