package dev.glossa.udf.text;

import com.johnsnowlabs.nlp.annotators.Tokenizer;
import com.johnsnowlabs.nlp.util.regex.RuleFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import scala.util.matching.Regex;

/**
 * Spark NLP's sentence detector and tokenizer as plain functions: no session, no pipeline. Threads
 * may share an instance.
 *
 * <p>The detector sees one paragraph at a time, and of a long paragraph a window at a time, because
 * its time grows with the square of the number of sentences (a text of 50,000 full stops takes it
 * more than a minute) and because it joins paragraphs that end without a full stop. A sentence at
 * the end of a window begins the next one, unless it fills the window.
 *
 * <p>The detector's steps are those of {@link SentenceRules}.
 *
 * <p>The words are those of Spark NLP's {@code Tokenizer}, whose rules run here on each stretch of
 * non-blank characters as {@code TokenizerModel.tag} does it; the model itself cannot be built on
 * an executor, where there is no session.
 */
public final class SentenceSplitter {
  /** UTF-16 units that the detector sees at once. */
  static final int WINDOW = 4096;

  private static final Pattern PARAGRAPH_BREAK = Pattern.compile("\\r?\\n[ \\t]*\\r?\\n\\s*");
  private static final Pattern STRETCH = Pattern.compile("\\S+");

  /** Characters of a stretch beyond which it is one word: the rules would look at each of them. */
  private static final int LONGEST_STRETCH = 10_000;

  private final RuleFactory rules = new Tokenizer().buildRuleFactory();

  /**
   * The sentences of a text: in order, apart from each other, trimmed, and with every character
   * that is not white space in one of them.
   */
  public List<Span> sentences(String text) {
    List<Span> sentences = new ArrayList<>();
    Matcher breaks = PARAGRAPH_BREAK.matcher(text);
    int begin = 0;
    while (breaks.find()) {
      paragraph(text, begin, breaks.start(), sentences);
      begin = breaks.end();
    }
    paragraph(text, begin, text.length(), sentences);
    return sentences;
  }

  private void paragraph(String text, int begin, int end, List<Span> sentences) {
    int from = skipBlank(text, begin, end);
    while (from < end) {
      int to = Math.min(end, from + WINDOW);
      if (to < end) {
        to = wordBegin(text, from, to);
      }
      List<Span> found = detect(text, from, to);
      boolean whole = to == end || found.size() < 2;
      List<Span> kept = whole ? found : found.subList(0, found.size() - 1);
      sentences.addAll(kept);
      from = skipBlank(text, whole ? to : found.get(found.size() - 1).begin(), end);
    }
  }

  /** Where the last word before a place begins, or the place itself where no word does. */
  private static int wordBegin(String text, int from, int to) {
    for (int at = to; at > from; at--) {
      if (Character.isWhitespace(text.charAt(at - 1))) {
        return at;
      }
    }
    return Character.isSurrogatePair(text.charAt(to - 1), text.charAt(to)) ? to - 1 : to;
  }

  /**
   * The detector's sentences in a window, which take turns with what it leaves out: it is trusted
   * only where a sentence is found again in the text, after the one before.
   */
  private List<Span> detect(String text, int from, int to) {
    List<Span> spans = new ArrayList<>();
    int at = from;
    for (String sentence : SentenceRules.sentences(text.substring(from, to))) {
      String content = sentence.strip();
      int begin = content.isEmpty() ? -1 : text.indexOf(content, at);
      if (begin < 0 || begin + content.length() > to) {
        continue;
      }
      Span.trimmed(text, at, begin).ifPresent(spans::add);
      at = begin + content.length();
      spans.add(new Span(begin, at));
    }
    Span.trimmed(text, at, to).ifPresent(spans::add);
    return spans;
  }

  private static int skipBlank(String text, int begin, int end) {
    int at = begin;
    while (at < end && Character.isWhitespace(text.charAt(at))) {
      at++;
    }
    return at;
  }

  /** The words of a sentence, punctuation apart. */
  public List<String> words(String sentence) {
    List<String> words = new ArrayList<>();
    Matcher stretches = STRETCH.matcher(sentence);
    while (stretches.find()) {
      String stretch = stretches.group();
      scala.Option<RuleFactory.RuleMatch> match =
          stretch.length() > LONGEST_STRETCH
              ? scala.Option.empty()
              : rules.findMatchFirstOnly(stretch);
      if (match.isEmpty()) {
        words.add(stretch);
        continue;
      }
      Regex.Match groups = match.get().content();
      for (int group = 1; group <= groups.groupCount(); group++) {
        String word = groups.group(group);
        if (word != null && !word.isEmpty()) {
          words.add(word);
        }
      }
    }
    return words;
  }
}
