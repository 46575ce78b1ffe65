package dev.glossa.udf.text;

import com.johnsnowlabs.nlp.annotators.common.Sentence;
import com.johnsnowlabs.nlp.annotators.sbd.pragmatic.PragmaticContentFormatter;
import com.johnsnowlabs.nlp.annotators.sbd.pragmatic.PragmaticSentenceExtractor;
import com.johnsnowlabs.nlp.annotators.sbd.pragmatic.PragmaticSymbols;
import java.util.Arrays;
import java.util.stream.Stream;

/**
 * The steps of Spark NLP's sentence detector in its own order, with what it would give, in about
 * half of its time on English: its rules for listed abbreviations look back from every character
 * for some fifty words, and are shown only what stands round full stops here.
 */
final class SentenceRules {
  private static final String ABBREVIATED = PragmaticSymbols.ABBREVIATOR();

  /**
   * Units before a full stop in which an abbreviation and a blank before it stand: a sign of the
   * longest may be any character, which may be two units.
   */
  private static final int BEFORE =
      2
          + Stream.of(
                  PragmaticContentFormatter.pabb(),
                  PragmaticContentFormatter.nubb(),
                  PragmaticContentFormatter.abbr())
              .flatMap(words -> Arrays.stream(words.split("[^a-z.]+")))
              .mapToInt(String::length)
              .max()
              .orElseThrow();

  /** Units after a full stop and the blanks behind it, as in {@code etc. I'll}. */
  private static final int AFTER = 6;

  /** What the rules take for a blank. */
  private static final String BLANKS = " \t\n\u000B\f\r";

  private SentenceRules() {}

  /** The sentences of a text as the detector cuts them out of it. */
  static Sentence[] sentences(String text) {
    String marked = new PragmaticContentFormatter(text).formatLists(true).formatNumbers().finish();
    marked = PragmaticContentFormatter.specialAbbrFactory().transformWithSymbolicRules(marked);
    marked = PragmaticContentFormatter.stdAbbrFactory().transformWithSymbol(ABBREVIATED, marked);
    marked = listedAbbreviations(marked);
    marked =
        new PragmaticContentFormatter(marked)
            .formatPunctuations()
            .formatMultiplePeriods()
            .formatGeoLocations()
            .formatEllipsisRules()
            .formatBetweenPunctuations()
            .formatQuotationMarkInQuotation()
            .formatExclamationPoint()
            .formatBasicBreakers()
            .finish();
    return new PragmaticSentenceExtractor(marked, text).pull();
  }

  /** Gives the rules each stretch in which one may fit, and leaves the rest of a text as it is. */
  private static String listedAbbreviations(String text) {
    StringBuilder marked = new StringBuilder(text.length());
    int done = 0;
    for (int stop = text.indexOf('.'); stop >= 0; stop = text.indexOf('.', stop + 1)) {
      int begin = before(text, stop);
      if (begin == stop) {
        continue;
      }
      int end = after(text, stop);
      int next = text.indexOf('.', stop + 1);
      while (next >= 0 && before(text, next) <= end) {
        stop = next;
        end = after(text, stop);
        next = text.indexOf('.', stop + 1);
      }
      marked.append(text, done, begin);
      marked.append(
          PragmaticContentFormatter.dictAbbrFactory()
              .transformWithSymbol(ABBREVIATED, text.substring(begin, end)));
      done = end;
    }
    return marked.append(text, done, text.length()).toString();
  }

  /**
   * The first blank before a full stop that is near enough, or the text's begin; or else itself.
   */
  private static int before(String text, int stop) {
    int begin = Math.max(0, stop - BEFORE);
    while (begin > 0 && begin < stop && BLANKS.indexOf(text.charAt(begin)) < 0) {
      begin++;
    }
    return begin;
  }

  private static int after(String text, int stop) {
    int end = stop + 1;
    while (end < text.length() && Character.isWhitespace(text.charAt(end))) {
      end++;
    }
    return Math.min(text.length(), end + AFTER);
  }
}
