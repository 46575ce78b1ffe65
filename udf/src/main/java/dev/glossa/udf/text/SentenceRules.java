package dev.glossa.udf.text;

import com.johnsnowlabs.nlp.annotators.sbd.pragmatic.PragmaticContentFormatter;
import com.johnsnowlabs.nlp.annotators.sbd.pragmatic.PragmaticSymbols;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import scala.collection.JavaConverters;

/**
 * The steps of Spark NLP's sentence detector in its own order, with what it would give, in a third
 * of its time: most of its rules look at every character for signs that few texts have, and those
 * for listed abbreviations look back from each for some fifty words. Here a text in which no rule
 * of a step can fit is spared the step, the listed abbreviations are shown only what stands round
 * full stops behind one, and the marks that the steps leave are read in one pass.
 */
final class SentenceRules {
  private static final String ABBREVIATED = PragmaticSymbols.ABBREVIATOR();
  private static final char BREAK = PragmaticSymbols.BREAK_INDICATOR().charAt(0);
  private static final char PROTECTION_BEGIN = PragmaticSymbols.PROTECTION_MARKER_OPEN().charAt(0);
  private static final char PROTECTION_END = PragmaticSymbols.PROTECTION_MARKER_CLOSE().charAt(0);

  private static final String[] LISTS = {
    PragmaticContentFormatter.pabb(),
    PragmaticContentFormatter.nubb(),
    PragmaticContentFormatter.abbr()
  };

  /** What each mark stands for. */
  private static final Map<Character, String> MEANINGS =
      JavaConverters.mapAsJavaMap(PragmaticSymbols.symbolRecovery()).entrySet().stream()
          .collect(Collectors.toMap(mark -> mark.getKey().charAt(0), Map.Entry::getValue));

  /** A listed abbreviation at the end of what is searched. */
  private static final Pattern LISTED =
      Pattern.compile("(?:" + String.join("|", LISTS) + ")\\z", Pattern.CASE_INSENSITIVE);

  /**
   * Units before a full stop in which an abbreviation and a blank before it stand: a sign of the
   * longest may be any character, which may be two units.
   */
  private static final int BEFORE =
      2
          + Stream.of(LISTS)
              .flatMap(words -> Arrays.stream(words.split("[^a-z.]+")))
              .mapToInt(String::length)
              .max()
              .orElseThrow();

  /** Units after a full stop and the blanks behind it, as in {@code etc. I'll}. */
  private static final int AFTER = 6;

  /** What the rules take for a blank. */
  private static final String BLANKS = " \t\n\u000B\f\r";

  /** A full stop and what stands round it: 0 for nothing. */
  @FunctionalInterface
  private interface Stop {
    boolean fits(char twoBefore, char before, char after);
  }

  private SentenceRules() {}

  /** The sentences of a text as the detector cuts them out of it, none of them blank. */
  static List<String> sentences(String text) {
    String marked = text;
    if (hasList(marked)) {
      marked = step(marked, rules -> rules.formatLists(true));
    }
    if (hasStop(marked, (first, before, after) -> digit(after) || digit(before) && !blank(after))
        || hasNumberFirst(marked)) {
      marked = step(marked, PragmaticContentFormatter::formatNumbers);
    }
    if (hasStop(marked, (first, before, after) -> letter(before) && letter(after))) {
      marked = PragmaticContentFormatter.specialAbbrFactory().transformWithSymbolicRules(marked);
    }
    if (hasStop(
        marked,
        (first, before, after) ->
            after == '\'' || capital(before) && !word(first) || first == 'C' && before == 'o')) {
      marked = PragmaticContentFormatter.stdAbbrFactory().transformWithSymbol(ABBREVIATED, marked);
    }
    marked = listedAbbreviations(marked);
    if (hasAny(marked, "!?")) {
      marked = step(marked, PragmaticContentFormatter::formatPunctuations);
    }
    if (hasStop(marked, (first, before, after) -> word(before) && word(after))) {
      marked = step(marked, PragmaticContentFormatter::formatMultiplePeriods);
    }
    if (hasAny(marked, "\u00B0")) {
      marked = step(marked, PragmaticContentFormatter::formatGeoLocations);
    }
    if (marked.contains("...")) {
      marked = step(marked, PragmaticContentFormatter::formatEllipsisRules);
    }
    if (hasAny(marked, "'\"[(")) {
      marked = step(marked, PragmaticContentFormatter::formatBetweenPunctuations);
    }
    if (hasAny(marked, "!?")) {
      marked = step(marked, PragmaticContentFormatter::formatQuotationMarkInQuotation);
      marked = step(marked, PragmaticContentFormatter::formatExclamationPoint);
    }
    return cut(step(marked, PragmaticContentFormatter::formatBasicBreakers));
  }

  private static String step(String text, UnaryOperator<PragmaticContentFormatter> step) {
    return step.apply(new PragmaticContentFormatter(text)).finish();
  }

  private static boolean hasAny(String text, String signs) {
    return signs.chars().anyMatch(sign -> text.indexOf(sign) >= 0);
  }

  private static boolean hasStop(String text, Stop stop) {
    for (int at = text.indexOf('.'); at >= 0; at = text.indexOf('.', at + 1)) {
      if (stop.fits(sign(text, at - 2), sign(text, at - 1), sign(text, at + 1))) {
        return true;
      }
    }
    return false;
  }

  private static char sign(String text, int at) {
    return at >= 0 && at < text.length() ? text.charAt(at) : 0;
  }

  /** Whether items of a list may begin here, such as {@code (b)}, {@code 1.} and {@code -12.)}. */
  private static boolean hasList(String text) {
    for (int at = text.indexOf('.'); at >= 0; at = text.indexOf('.', at + 1)) {
      int begin = at;
      while (digit(sign(text, begin - 1))) {
        begin--;
      }
      char before = sign(text, begin - 1);
      if (begin < at && at - begin <= 2 && (begin == 0 || before == '-' || blank(before))) {
        return true;
      }
    }
    for (int at = text.indexOf(')'); at >= 0; at = text.indexOf(')', at + 1)) {
      if (small(sign(text, at - 1))) {
        return true;
      }
    }
    return text.startsWith("-");
  }

  /** Whether a text begins with the number of one of a list. */
  private static boolean hasNumberFirst(String text) {
    int stop = text.indexOf('.');
    return stop > 0 && stop <= 2 && digit(text.charAt(stop - 1));
  }

  private static boolean digit(char c) {
    return c >= '0' && c <= '9';
  }

  private static boolean capital(char c) {
    return c >= 'A' && c <= 'Z';
  }

  private static boolean small(char c) {
    return c >= 'a' && c <= 'z';
  }

  private static boolean letter(char c) {
    return capital(c) || small(c);
  }

  private static boolean word(char c) {
    return letter(c) || digit(c) || c == '_';
  }

  private static boolean blank(char c) {
    return BLANKS.indexOf(c) >= 0;
  }

  /** Gives the rules each stretch in which one may fit, and leaves the rest of a text as it is. */
  private static String listedAbbreviations(String text) {
    StringBuilder marked = new StringBuilder(text.length());
    int done = 0;
    for (int stop = text.indexOf('.'); stop >= 0; stop = text.indexOf('.', stop + 1)) {
      int begin = before(text, stop);
      if (begin == stop || !LISTED.matcher(text).region(begin, stop).find()) {
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
    while (begin > 0 && begin < stop && !blank(text.charAt(begin))) {
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

  /**
   * Cuts a text at the breaks that the steps have marked, but for protected ones, which have the
   * end of a protected stretch behind them before any begin, and puts back what marks stand for.
   */
  private static List<String> cut(String marked) {
    List<String> sentences = new ArrayList<>();
    StringBuilder sentence = new StringBuilder();
    for (int at = 0; at < marked.length(); at++) {
      char sign = marked.charAt(at);
      if (sign == BREAK) {
        if (!isProtected(marked, at)) {
          add(sentences, sentence);
        }
      } else if (MEANINGS.containsKey(sign)) {
        sentence.append(MEANINGS.get(sign));
      } else {
        sentence.append(sign);
      }
    }
    add(sentences, sentence);
    return sentences;
  }

  private static void add(List<String> sentences, StringBuilder sentence) {
    String content = sentence.toString().trim();
    if (!content.isEmpty()) {
      sentences.add(content);
    }
    sentence.setLength(0);
  }

  private static boolean isProtected(String marked, int at) {
    int end = marked.indexOf(PROTECTION_END, at);
    int begin = marked.indexOf(PROTECTION_BEGIN, at);
    return end >= 0 && (begin < 0 || end < begin);
  }
}
