package dev.glossa.udf.text;

import static dev.glossa.udf.text.RecordedTokenizers.ints;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Tokenizers made of each class's own files give what transformers gives. */
class TestRecordedTokenizers {

  static List<String> names() {
    return RecordedTokenizers.names();
  }

  static List<String> withPairs() throws IOException {
    return with("pair");
  }

  static List<String> withLanguages() throws IOException {
    return with("languages");
  }

  static List<String> withPrefix() throws IOException {
    return with("prefix");
  }

  private static List<String> with(String field) throws IOException {
    List<String> with = new ArrayList<>();
    for (String name : names()) {
      if (RecordedTokenizers.recorded(name).has(field)) {
        with.add(name);
      }
    }
    return with;
  }

  @ParameterizedTest
  @MethodSource("names")
  void idsTokensSpansAndTextsAreThoseOfTransformers(String name) throws IOException {
    SoftAssertions all = new SoftAssertions();
    try (TextTokenizer tokenizer = RecordedTokenizers.open(name)) {
      for (JsonNode example : RecordedTokenizers.recorded(name).path("cases")) {
        String text = example.path("text").asText();
        Tokens tokens = tokenizer.encode(text, true);
        all.assertThat(tokens.ids()).as(text).isEqualTo(ints(example.path("ids")));
        for (int i = 0; i < Math.min(tokens.size(), example.path("tokens").size()); i++) {
          all.assertThat(tokens.tokens()[i])
              .as(text)
              .isEqualTo(example.at("/tokens/" + i).asText());
        }
        String decoded = tokenizer.decode(ints(example.path("ids")));
        all.assertThat(name.matches("marian|m2m100") ? decoded.strip() : decoded)
            .as(text)
            .isEqualTo(example.path("decoded").asText());
        assertSpans(all, text, tokens, example.path("spans"));
      }
    }
    all.assertAll();
  }

  private static void assertSpans(SoftAssertions all, String text, Tokens tokens, JsonNode spans) {
    for (int i = 0; i < Math.min(tokens.size(), spans.size()); i++) {
      int begin = text.offsetByCodePoints(0, spans.get(i).get(0).asInt());
      int end = text.offsetByCodePoints(0, spans.get(i).get(1).asInt());
      // Special tokens have no place of their own; here they stand at the text's ends.
      boolean atEnd = begin == end && tokens.begins()[i] == tokens.ends()[i];
      if (!atEnd) {
        all.assertThat(new Span(tokens.begins()[i], tokens.ends()[i]))
            .as(text + " token " + i)
            .isEqualTo(new Span(begin, end));
      }
    }
  }

  @ParameterizedTest
  @MethodSource("withPairs")
  void pairsAreJoinedAsTransformersJoinsThem(String name) throws IOException {
    JsonNode recorded = RecordedTokenizers.recorded(name);
    try (TextTokenizer tokenizer = RecordedTokenizers.open(name)) {
      int[] first = tokenizer.encode(recorded.at("/cases/0/text").asText(), false).ids();
      int[] second = tokenizer.encode(recorded.at("/cases/1/text").asText(), false).ids();
      TokenPair pair = tokenizer.pair(first, second);
      assertThat(pair.ids()).isEqualTo(ints(recorded.at("/pair/ids")));
      assertThat(pair.types()).isEqualTo(ints(recorded.at("/pair/types")));
      assertThat(tokenizer.pairSpecials())
          .isEqualTo(pair.ids().length - first.length - second.length);
    }
  }

  @ParameterizedTest
  @MethodSource("withLanguages")
  void languagesStandWhereTheModelWantsThem(String name) throws IOException {
    JsonNode recorded = RecordedTokenizers.recorded(name);
    String text = recorded.at("/cases/2/text").asText();
    try (TextTokenizer tokenizer = RecordedTokenizers.open(name)) {
      for (Map.Entry<String, JsonNode> language : recorded.path("languages").properties()) {
        TextTokenizer own = tokenizer.with(new Framing(language.getKey(), language.getKey(), ""));
        assertThat(own.encode(text, true).ids()).isEqualTo(ints(language.getValue().path("ids")));
        assertThat(own.forcedBegin()).hasValue(language.getValue().path("id").asInt());
      }
      assertThat(tokenizer.forcedBegin()).isEmpty();
      assertThatThrownBy(() -> tokenizer.with(new Framing("tlh", "", "")))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageStartingWith("Cannot use language tlh (the tokenizer knows ");
    }
  }

  @Test
  void marianIsToldTheLanguageToWriteBeforeTheText() throws IOException {
    try (TextTokenizer tokenizer = RecordedTokenizers.open("marian")) {
      int[] plain = tokenizer.encode("The tide", true).ids();
      TextTokenizer french = tokenizer.with(new Framing("", "fra", ""));
      Tokens tokens = french.encode("The tide", true);
      assertThat(tokens.tokens()[0]).isEqualTo(">>fra<<");
      assertThat(Arrays.copyOfRange(tokens.ids(), 1, tokens.size())).isEqualTo(plain);
      assertThat(french.forcedBegin()).isEmpty();
      assertThat(tokenizer.encode(">>fra<< The tide", true).tokens()).doesNotContain(">>fra<<");
    }
  }

  @ParameterizedTest
  @MethodSource("withPrefix")
  void aPrefixIsReadWithTheTextAndHasNoPlaceInIt(String name) throws IOException {
    JsonNode recorded = RecordedTokenizers.recorded(name);
    String text = recorded.at("/cases/0/text").asText();
    try (TextTokenizer plain = RecordedTokenizers.open(name)) {
      TextTokenizer tokenizer =
          plain.with(new Framing("", "", recorded.at("/prefix/text").asText()));
      Tokens tokens = tokenizer.encode(text, true);
      assertThat(tokens.ids()).isEqualTo(ints(recorded.at("/prefix/ids")));
      int own = tokens.size() - tokenizer.encode(text, false).size();
      assertThat(tokenizer.specials()).isGreaterThanOrEqualTo(own);
      assertThat(tokens.ends()[0]).isZero();
      assertThat(Arrays.stream(tokens.begins())).allMatch(begin -> begin >= 0);
      assertThat(tokens.ends()[tokens.size() - 1]).isEqualTo(text.length());
    }
  }

  @Test
  void tokenizersWithoutLanguagesRefuseThem() throws IOException {
    try (TextTokenizer tokenizer = RecordedTokenizers.open("t5")) {
      assertThatThrownBy(() -> tokenizer.with(new Framing("", "fra", "")))
          .hasMessage("Cannot use language fra (the tokenizer knows none; leave it out)");
    }
  }
}
