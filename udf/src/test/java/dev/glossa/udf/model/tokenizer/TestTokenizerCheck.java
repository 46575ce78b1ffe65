package dev.glossa.udf.model.tokenizer;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.glossa.udf.model.CheckpointException;
import dev.glossa.udf.model.TinyTokenizer;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TestTokenizerCheck {
  @TempDir Path folder;

  @Test
  void tinyTokenizersFitTheirOwnSize() {
    for (TinyTokenizer tokenizer :
        new TinyTokenizer[] {TinyTokenizer.gpt2(), TinyTokenizer.bart(), TinyTokenizer.bert()}) {
      assertThatCode(() -> check(tokenizer.json(), tokenizer.size())).doesNotThrowAnyException();
    }
  }

  /** distilbart-cnn-12-6: its {@code <mask>} is one past the model's vocabulary. */
  @Test
  void aSpecialTokenThatNoTextCanGiveMayBeBeyondTheModel() {
    TinyTokenizer tokenizer = TinyTokenizer.bart();
    assertThatCode(() -> check(tokenizer.json(), tokenizer.id("<mask>")))
        .doesNotThrowAnyException();
    assertThatThrownBy(() -> check(tokenizer.json(), tokenizer.id("<mask>") - 1))
        .isInstanceOf(CheckpointException.class)
        .hasMessageContaining("= 295 (the model has only 295 tokens;");
  }

  @Test
  void aTemplatesTokensMustBeTheModels() {
    String json = TinyTokenizer.bert().json().replaceAll("\"ids\" : \\[ 3 \\]", "\"ids\":[297]");
    assertThatThrownBy(() -> check(json, 297))
        .isInstanceOf(CheckpointException.class)
        .hasMessageContaining("token [SEP] = 297 (the model has only 297 tokens;");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {"model":{"vocab":{}}}                       | model.vocab (missing or empty;
          {"version":"1.0"}                            | model.vocab (missing or empty;
          {"model":{"vocab":{"a":10}}}                 | token a = 10 (the model has only 10 tokens;
          {"model":{"vocab":{"a":-1}}}                 | token a = -1 (not a token number;
          {"model":{"vocab":{"a":"1"}}}                | token a = "1" (not a token number;
          {"model":{"vocab":[["a"]]}}                  | model.vocab 0: ["a"] (not [piece, score];
          {"added_tokens":[{"id":1}]}                  | (an entry without id or content;
          {"added_tokens":[{"id":10,"content":"b"}]}   | token b = 10 (the model has only 10 tokens;
          {"model":                                    | (not valid JSON:
          []                                           | content: ARRAY (not a JSON object;
          """)
  void refusesWhatIsNoTokenizerOfTheModel(String json, String expected) {
    assertThatThrownBy(() -> check(json, 10))
        .isInstanceOf(CheckpointException.class)
        .hasMessageContaining(expected);
  }

  @Test
  void aUnigramVocabularyIsAList() {
    String two = "{\"model\":{\"vocab\":[[\"a\",-1.5],[\"b\",0]]}}";
    assertThatCode(() -> check(two, 2)).doesNotThrowAnyException();
    assertThatThrownBy(() -> check(two, 1))
        .hasMessageContaining("token b = 1 (the model has only 1");
  }

  private void check(String json, int vocabulary) throws Exception {
    Path file = Files.writeString(folder.resolve("tokenizer.json"), json);
    TokenizerCheck.check(TokenizerFiles.of(file), vocabulary);
  }
}
