package dev.glossa.jobs.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class TestWords {

  @Test
  void whatSteersADisplayBecomesVisible() {
    assertThat(Words.visible("a\u0000b\u001bc\u007f")).isEqualTo("a␀b␛c␡");
    assertThat(Words.visible("x\u202Ey\u2066z\u200B")).isEqualTo("x⟨U+202E⟩y⟨U+2066⟩z⟨U+200B⟩");
    assertThat(Words.visible("\uFEFF\u2028\uFFFE\uDBFF\uDFFF"))
        .isEqualTo("⟨U+FEFF⟩⟨U+2028⟩⟨U+FFFE⟩⟨U+10FFFF⟩");
    assertThat(Words.visible("lone \uD800.")).isEqualTo("lone \uFFFD.");
  }

  @Test
  void textStaysAsItIs() {
    String text = "바다,\n\tتجربة 👩‍👩‍👧 e\u0301 <b>&amp;</b>";
    assertThat(Words.visible(text)).isEqualTo(text);
  }

  @Test
  void cutsBetweenCodePoints() {
    assertThat(Words.shorten("👍👍👍", 3)).isEqualTo("👍👍👍");
    assertThat(Words.shorten("👍👍👍👍", 3)).isEqualTo("👍👍…");
    assertThat(Words.line("  a\n\n b\t c ", 9)).isEqualTo("a b c");
  }

  @Test
  void numbersAreRoundedAsTheyAre() {
    assertThat(Words.real(0.0625)).isEqualTo("0.062");
    assertThat(Words.real(-1.5)).isEqualTo("-1.500");
    assertThat(Words.percent(0.5316)).isEqualTo("53.2\u00A0%");
    assertThat(Words.count(1234567)).isEqualTo("1,234,567");
    assertThat(Words.real(Double.NaN)).isEqualTo("NaN");
  }

  @Test
  void byteLevelTokensAreRead() {
    TokenText words = TokenText.of(List.of("Ġthe", "x"));
    assertThat(words.show("Ġthe")).isEqualTo("␣the");
    assertThat(words.show("ĊĊ")).isEqualTo("↵↵");
    // 하 is ED 95 98; bytes_to_unicode writes it so.
    assertThat(words.show("íķĺ")).isEqualTo("하");
    assertThat(words.show("íķ")).isEqualTo("⟨ED 95⟩");
    assertThat(words.show("<|endoftext|>")).isEqualTo("<|endoftext|>");
    assertThat(TokenText.of(List.of("caf", "é")).show("é")).isEqualTo("é");
  }

  @Test
  void tokensOfOneCharacterAreNumbered() {
    TokenText words = TokenText.of(List.of("Ġ"));
    assertThat(
            words.show(
                "하 a", List.of("<s>", "íķ", "ĺ", "Ġa"), List.of(0, 0, 0, 1), List.of(0, 1, 1, 3)))
        .containsExactly("<s>", "하₁", "하₂", "␣a");
  }

  @Test
  void csvQuotesWhatNeedsIt() {
    var row = org.apache.spark.sql.RowFactory.create("a,\"b\"\n", null, 1.5);
    assertThat(Figures.csv(new Figures.Data(List.of("text", "none", "value"), List.of(row))))
        .isEqualTo("text,none,value\r\n\"a,\"\"b\"\"\n\",,1.5\r\n");
  }
}
