package dev.glossa.jobs.corpus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.glossa.jobs.config.CsvSettings;
import dev.glossa.jobs.config.InputFormat;
import dev.glossa.jobs.config.InputSettings;
import dev.glossa.udf.text.Script;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TestLanguage {

  private static InputSettings settings(String language) {
    return new InputSettings(
        List.of(),
        InputFormat.AUTO,
        "text",
        "id",
        "language",
        List.of(),
        4096,
        language,
        "en",
        CsvSettings.DEFAULTS);
  }

  @Test
  void goesByScript() {
    assertThat(Script.language("A plain sentence.", "en")).isEqualTo("en");
    assertThat(Script.language("평범한 문장이다.", "en")).isEqualTo("ko");
    assertThat(Script.language("ㅋㅋㅋ ㅠㅠ", "en")).isEqualTo("ko");
    assertThat(Script.language("러스트의 ownership rules", "en")).isEqualTo("ko");
    assertThat(Script.language("In Seoul they say 안녕 to each other, and mean well by it.", "fr"))
        .isEqualTo("fr");
    assertThat(Script.language("12345 … 😀", "de")).isEqualTo("de");
    assertThat(Script.language("日本語の文", "en")).isEqualTo("en");
  }

  @Test
  void prefersTheColumnThenTheSettingThenTheScript() {
    assertThat(Language.of("KO_kr", "words", settings("auto"))).isEqualTo("ko");
    assertThat(Language.of("fr-CA", "words", settings("de"))).isEqualTo("fr");
    assertThat(Language.of("", "words", settings("de"))).isEqualTo("de");
    assertThat(Language.of("english", "문장", settings("auto"))).isEqualTo("ko");
    assertThat(Language.of("xx", "words", settings("auto"))).isEqualTo("en");
  }

  @Test
  void isRightForEveryDocumentOfTheCorpora() {
    Path corpora = Path.of(System.getProperty("shared.dir"), "assets", "corpora");
    assumeTrue(Files.isDirectory(corpora), "skipped: " + corpora + " is not there");
    Map<String, String> expected =
        Map.of(
            "en-speeches-public-domain.jsonl.gz", "en",
            "ko-movie-reviews-cc0.jsonl.gz", "ko",
            "ko-rust-book.jsonl.gz", "ko");
    expected.forEach(
        (file, language) ->
            assertThat(Reading.read(corpora.resolve(file)))
                .as(file)
                .filteredOn(row -> row.code() == null)
                .allMatch(row -> row.language().equals(language)));
  }
}
