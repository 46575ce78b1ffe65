package dev.glossa.udf.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;

class TestIcuSplitter {
  private static final IcuSplitter ENGLISH = new IcuSplitter("en");
  private static final IcuSplitter KOREAN = new IcuSplitter("ko");

  private static List<String> sentences(IcuSplitter splitter, String text) {
    List<Span> spans = splitter.sentences(text);
    TestSentenceSplitter.requireCovered(text, spans);
    return spans.stream().map(span -> text.substring(span.begin(), span.end())).toList();
  }

  @Test
  void abbreviationsThatIcuListsForTheLanguageEndNoSentence() {
    String text = "Mr. Lee met Prof. Smith on\r\nNov. 5. They  (Mrs.  Lee too) talked.";
    assertThat(sentences(ENGLISH, text))
        .containsExactly("Mr. Lee met Prof. Smith on\r\nNov. 5.", "They  (Mrs.  Lee too) talked.");
    assertThat(sentences(KOREAN, text))
        .containsExactly(
            "Mr.", "Lee met Prof.", "Smith on\r\nNov.", "5.", "They  (Mrs.", "Lee too) talked.");
    assertThat(sentences(new IcuSplitter("de"), "Er kam Mitte Okt. Montags. Das war gut."))
        .containsExactly("Er kam Mitte Okt. Montags.", "Das war gut.");
  }

  @Test
  void whatItsListLacksOrHasADotInsideEndsASentence() {
    assertThat(sentences(ENGLISH, "I saw Dr. Smith in the U.S. Senate."))
        .containsExactly("I saw Dr.", "Smith in the U.S.", "Senate.");
  }

  @Test
  void aLanguageThatIcuDoesNotKnowHasTheRulesOfAll() {
    assertThat(sentences(new IcuSplitter("qq"), "One. Two! 3.5 percent."))
        .containsExactly("One.", "Two!", "3.5 percent.");
  }

  @Test
  void emojiQuotationsAndKorean() {
    assertThat(sentences(ENGLISH, "This is 😀 fine! \"Why?\"  🧑‍🌾 He paid."))
        .containsExactly("This is 😀 fine!", "\"Why?\"", "🧑‍🌾 He paid.");
    assertThat(sentences(KOREAN, "안녕하세요. 저는 학생입니다! 오늘은 날씨가 좋네요?"))
        .containsExactly("안녕하세요.", "저는 학생입니다!", "오늘은 날씨가 좋네요?");
  }

  @Test
  void emptyLinesEndSentencesAndOtherLineEndsDoNot() {
    String text = "\r\nTitle\r\n \t\r\nOne sentence that\nis wrapped, by Mr.\nLee. Two\n\n\n\nEnd";
    assertThat(sentences(ENGLISH, text))
        .containsExactly("Title", "One sentence that\nis wrapped, by Mr.\nLee.", "Two", "End");
  }

  @Test
  void blankTextHasNoSentence() {
    assertThat(ENGLISH.sentences("")).isEmpty();
    assertThat(ENGLISH.sentences(" \n\t \r\n\n")).isEmpty();
  }

  @Test
  void wordsHavePunctuationApart() {
    assertThat(ENGLISH.words("\"Why?\" he\nasked,  (twice) at 3.5 percent; can't."))
        .containsExactly(
            "\"", "Why", "?", "\"", "he", "asked", ",", "(", "twice", ")", "at", "3.5", "percent",
            ";", "can't", ".");
    assertThat(KOREAN.words("저는 학생입니다! 🧑‍🌾😀"))
        .containsExactly("저는", "학생입니다", "!", "🧑‍🌾", "😀");
    assertThat(ENGLISH.words("")).isEmpty();
  }

  @Test
  void everyTextIsCovered() {
    TestSentenceSplitter.randomTexts()
        .forEach(text -> TestSentenceSplitter.requireCovered(text, ENGLISH.sentences(text)));
  }

  @Test
  void longAndHostileTextsTakeSeconds() {
    List<String> units =
        List.of("word ", ". ", "x", "\u0301", "((", "1. ", "\n", "\n ", "\"", "a.b.", "Mr. ", "가");
    for (String unit : units) {
      String text = unit.repeat(300_000 / unit.length());
      Assertions.assertTimeoutPreemptively(
          Duration.ofSeconds(30),
          () -> {
            IcuSplitter splitter = new IcuSplitter("en");
            List<Span> spans = splitter.sentences(text);
            TestSentenceSplitter.requireCovered(text, spans);
            spans.forEach(span -> splitter.words(text.substring(span.begin(), span.end())));
          },
          unit);
    }
    assertThat(ENGLISH.sentences("word ".repeat(60_000))).hasSize(1);
  }
}
