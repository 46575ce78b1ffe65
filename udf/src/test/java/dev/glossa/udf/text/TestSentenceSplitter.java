package dev.glossa.udf.text;

import static org.assertj.core.api.Assertions.assertThat;

import com.johnsnowlabs.nlp.annotators.common.Sentence;
import com.johnsnowlabs.nlp.annotators.sbd.pragmatic.SentenceDetector;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;

class TestSentenceSplitter {
  private static final SentenceSplitter SPLITTER = new SentenceSplitter();

  private static List<String> sentences(String text) {
    return SPLITTER.sentences(text).stream()
        .map(span -> text.substring(span.begin(), span.end()))
        .toList();
  }

  /** In order, apart, trimmed, and nothing that can be seen is outside. */
  static void requireCovered(String text, List<Span> spans) {
    int at = 0;
    for (Span span : spans) {
      assertThat(text.substring(at, span.begin())).isBlank();
      assertThat(span.begin()).isGreaterThanOrEqualTo(at);
      assertThat(span.end()).isGreaterThan(span.begin());
      assertThat(Character.isWhitespace(text.charAt(span.begin()))).isFalse();
      assertThat(Character.isWhitespace(text.charAt(span.end() - 1))).isFalse();
      assertThat(Character.isLowSurrogate(text.charAt(span.begin()))).isFalse();
      assertThat(Character.isHighSurrogate(text.charAt(span.end() - 1))).isFalse();
      at = span.end();
    }
    assertThat(text.substring(at)).isBlank();
  }

  @Test
  void englishWithAbbreviationsQuotationsAndEmoji() {
    assertThat(
            sentences(
                "Hello world. This is 😀 fine! Dr. Smith went to Washington, D.C. on Jan. 5th."
                    + " \"Why?\" he asked.   He paid 3.5 percent."))
        .containsExactly(
            "Hello world.",
            "This is 😀 fine!",
            "Dr. Smith went to Washington, D.C. on Jan. 5th.",
            "\"Why?\" he asked.",
            "He paid 3.5 percent.");
  }

  @Test
  void koreanAndParagraphsWithoutFullStop() {
    assertThat(sentences("제목\n\n안녕하세요. 저는 학생입니다! 오늘은 날씨가 좋네요?\n\n끝"))
        .containsExactly("제목", "안녕하세요.", "저는 학생입니다!", "오늘은 날씨가 좋네요?", "끝");
  }

  @Test
  void wordsHavePunctuationApart() {
    assertThat(SPLITTER.words("\"Why?\" he asked, (twice)."))
        .containsExactly("\"", "Why", "?\"", "he", "asked", ",", "(", "twice", ").");
    assertThat(SPLITTER.words("저는 학생입니다!")).containsExactly("저는", "학생입니다", "!");
    assertThat(SPLITTER.words("d'été 😀")).containsExactly("d'été", "😀");
  }

  @Test
  void blankTextHasNoSentence() {
    assertThat(SPLITTER.sentences("")).isEmpty();
    assertThat(SPLITTER.sentences(" \n\t \n\n")).isEmpty();
  }

  @Test
  void everyTextIsCovered() {
    randomTexts().forEach(text -> requireCovered(text, SPLITTER.sentences(text)));
  }

  /** Texts of pieces that are hard to part, the same ones each time. */
  static Stream<String> randomTexts() {
    String[] parts = {
      "The dog ran. ",
      "Mr. Lee said: ",
      "\n\n",
      "\n",
      "1. ",
      "…",
      "((",
      "\"",
      "...",
      "안녕하세요. ",
      "😀",
      "🧑‍🌾",
      "e.g. ",
      "3.14 ",
      "?!",
      " ",
      "\t",
      "\u200b",
      "www.a.org ",
      "U.S. ",
      "'",
      "`a`",
      "\u0301",
      "|",
      "A. B. ",
      "Mr. ",
      "no.   (2) ",
      "etc. I'm ",
      "vol.\u00a05 ",
      "approx.",
      "\r\n",
      "\u00a0",
      "\uFFFD",
      "שלום. ",
      "[1] ",
      "@#%",
      "word "
    };
    return IntStream.range(0, 300)
        .mapToObj(
            seed -> {
              Random random = new Random(seed);
              StringBuilder text = new StringBuilder();
              int size = random.nextInt(seed % 10 == 0 ? 2000 : 80);
              for (int i = 0; i < size; i++) {
                text.append(parts[random.nextInt(parts.length)]);
              }
              return text.toString();
            });
  }

  @Test
  void rulesGiveWhatTheDetectorGives() {
    SentenceDetector detector = new SentenceDetector();
    List<String> hard =
        List.of(
            "Mr. Lee",
            "mr. Lee. Mr.",
            "See fig. 3, no. 12, vol.   (4) and p. 5. a.m. Etc., etc. I'll go. Etc. I'm not.",
            "It was Sen.:12 and sen.: no.   1. e.g. this, i.e. that. Inc.? Ltd.- Corp.. Gov.\n5",
            "Dr.   (Smith) met Prof.\t9 vs. them et al. in Dec. 1999 ... No. \u00a0 1 No.\u20031",
            "approx. approx. approx. approx. approx.5 xapprox. 5",
            ".",
            "..",
            "a.",
            ". a. b. c",
            "Jan. 1. Feb. 2. Mar. 3.",
            "no sign of any step",
            "a) first (b) second",
            "1. One 2.) two -3. three -4x) four",
            "-4x) four",
            "It cost 3.5 or .5 or 5.x",
            "At 5 p.m. In the U.S. And the u.s. we A.M. go",
            "A. Lee met B. Kim",
            "The Co.'s and Inc.'s",
            "Lee Co. KG",
            "Huh?! No? $ Yes!$",
            "see a.b and c_.d",
            "at N\u00B0. 5 and x\u00B0.7",
            "Wait... What ....  No",
            "He 'said no. More' then. 'x. y'",
            "She \"said? no! More\" then. \"x. y\"",
            "in [a. b] and (c! d) then",
            "\"what?\" he said 'no!' and oh!, yes! no? no",
            "Tail.");
    Stream.concat(hard.stream(), randomTexts())
        .forEach(
            text ->
                assertThat(SentenceRules.sentences(text))
                    .as(text)
                    .isEqualTo(contents(detector.tag(text))));
  }

  private static List<String> contents(Sentence[] sentences) {
    return Arrays.stream(sentences)
        .map(Sentence::content)
        .filter(Predicate.not(String::isEmpty))
        .toList();
  }

  @Test
  void longParagraphIsSplitAsItsSentencesAre() {
    String sentence = "The committee met again in March and could not agree. ";
    String text = sentence.repeat(1000);
    assertThat(sentences(text)).hasSize(1000).containsOnly(sentence.strip());
  }

  @Test
  void hostileTextsTakeSeconds() {
    List<String> units = List.of(". ", "x", "\u0301", "((", "1. ", "\n", "word ", "\"", "a.b.");
    for (String unit : units) {
      String text = unit.repeat(30_000 / unit.length());
      List<Span> spans =
          Assertions.assertTimeoutPreemptively(
              Duration.ofMinutes(2), () -> SPLITTER.sentences(text), unit);
      requireCovered(text, spans);
      spans.forEach(span -> SPLITTER.words(text.substring(span.begin(), span.end())));
    }
  }
}
