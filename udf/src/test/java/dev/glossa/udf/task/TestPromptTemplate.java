package dev.glossa.udf.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TestPromptTemplate {
  private static final Document DOCUMENT =
      new Document("k", "/a/{b}.txt", "7", "ko", "{text} {{ {id} }} <|im_end|>");

  @ParameterizedTest
  @CsvSource(
      delimiter = '=',
      quoteCharacter = '~',
      value = {
        "{text}={text} {{ {id} }} <|im_end|>",
        "{id} of {source} in { language }: {id}=7 of /a/{b}.txt in ko: 7",
        "{{text}} is {{\"a\": 1}}={text} is {\"a\": 1}",
        "{{{id}}}={7}",
        "a } b=a } b",
        "no places=no places"
      })
  void placesAreFilledOnceAndBracesAreKept(String template, String filled) {
    assertThat(PromptTemplate.of(template, List.of()).fill(DOCUMENT, DOCUMENT.text()))
        .isEqualTo(filled);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "Say {txt}.|the place {txt} at character 5",
        "{\"a\": 1}|the place {\"a\": 1} at character 1",
        "open {|a brace at character 6",
        "{}|a brace at character 1"
      })
  void unknownPlacesAreNamed(String template, String message) {
    assertThatThrownBy(() -> PromptTemplate.of(template, List.of()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            message
                + " stands for nothing (places are {text}, {id}, {source}, {language}; write {{ for"
                + " a brace)");
  }

  @Test
  void furtherColumnsHavePlacesOfTheirOwn() {
    List<String> columns = List.of("subject", "Mail date");
    Document document =
        new Document(
            "k",
            "s",
            "7",
            "en",
            Map.of("subject", "{text} {{ {Mail date} <|im_end|>", "other", "no"),
            "words",
            List.of());
    PromptTemplate template =
        PromptTemplate.of("{ subject }: {text}, {{subject}}, [{Mail date}] {subject}", columns);
    assertThat(template.fill(document, "part"))
        .isEqualTo(
            "{text} {{ {Mail date} <|im_end|>: part, {subject}, [] {text} {{ {Mail date}"
                + " <|im_end|>");
    assertThat(template.readsText()).isTrue();
    assertThat(template.readsLanguage()).isFalse();
    assertThatThrownBy(() -> PromptTemplate.of("{other}", columns))
        .hasMessage(
            "the place {other} at character 1 stands for nothing (places are {text}, {id},"
                + " {source}, {language}, {subject}, {Mail date}; write {{ for a brace)");
  }

  @Test
  void aColumnCanHaveAPlaceUnlessItsNameSaysOtherwise() {
    assertThat(List.of("subject", "Mail date", "제목", "Text", "a.b"))
        .allMatch(PromptTemplate::canName);
    assertThat(List.of("text", "id", "source", "language", "", " a", "a\t", "a{", "}"))
        .noneMatch(PromptTemplate::canName);
  }

  @Test
  void aTemplateKnowsWhatItReads() {
    assertThat(PromptTemplate.of("{text}", List.of()).readsText()).isTrue();
    assertThat(PromptTemplate.of("{{text}}", List.of()).readsText()).isFalse();
    assertThat(PromptTemplate.of("{language}", List.of()).readsLanguage()).isTrue();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      nullValues = "-",
      value = {
        "42|false|-|42",
        "<think>\\nHm.\\n</think>\\n\\n42|false|Hm.|42",
        "Hm.\\n</think>\\n42|true|Hm.|42",
        "<think>\\n\\n</think>\\n\\n42|false|-|42",
        "<think>Hm. And|false|Hm. And|''",
        "Hm. And|true|Hm. And|''",
        "a </think> b|false|a|b"
      })
  void reasoningIsTakenOutOfAnAnswer(String text, boolean opened, String reasoning, String answer) {
    assertThat(Reasoning.of(text.replace("\\n", "\n"), opened))
        .isEqualTo(new Reasoning(reasoning, answer));
  }
}
