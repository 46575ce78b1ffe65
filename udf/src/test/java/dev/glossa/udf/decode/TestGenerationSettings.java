package dev.glossa.udf.decode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.glossa.udf.decode.Strategy.EarlyStopping;
import dev.glossa.udf.model.GenerationConfig;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TestGenerationSettings {

  /** The settings of facebook/bart-large-cnn, written as they are on the Hub. */
  private static final Map<String, Object> BART_CNN =
      Map.ofEntries(
          Map.entry("_from_model_config", true),
          Map.entry("bos_token_id", 0),
          Map.entry("decoder_start_token_id", 2),
          Map.entry("early_stopping", true),
          Map.entry("eos_token_id", 2),
          Map.entry("forced_bos_token_id", 0),
          Map.entry("forced_eos_token_id", 2),
          Map.entry("length_penalty", 2.0),
          Map.entry("max_length", 142),
          Map.entry("min_length", 56),
          Map.entry("no_repeat_ngram_size", 3),
          Map.entry("num_beams", 4),
          Map.entry("pad_token_id", 1),
          Map.entry("transformers_version", "4.31.0.dev0"));

  @Test
  void checkpointIsFollowed() {
    GenerationSettings settings = resolve(BART_CNN, Map.of());
    assertThat(settings.strategy()).isEqualTo(new Strategy.Beam(4, 2, EarlyStopping.WHEN_FULL, 1));
    assertThat(settings.lengths()).isEqualTo(new Lengths(142, null, 56, null));
    assertThat(settings.noRepeatNgramSize()).isEqualTo(3);
    assertThat(settings.tokens()).isEqualTo(new SpecialTokens(List.of(2), 0, List.of(2), 2, 1));
  }

  @Test
  void changesWinAndNullMeansDefault() {
    Map<String, Object> changes = new HashMap<>();
    changes.put("num_beams", 1);
    changes.put("forced_eos_token_id", null);
    changes.put("max_length", null);
    changes.put("eos_token_id", List.of(7, 8));
    GenerationSettings settings = resolve(BART_CNN, changes);
    assertThat(settings.strategy()).isEqualTo(new Strategy.Greedy());
    assertThat(settings.tokens().forcedEnds()).isEmpty();
    assertThat(settings.tokens().ends()).containsExactly(7, 8);
    assertThat(settings.lengths().newTokens(1, 1024)).isEqualTo(20);
    assertThat(settings.lengths().newTokens(1010, 1024)).isEqualTo(14);
    assertThat(settings.values()).containsEntry("eos_token_id", List.of(7, 8));
    assertThat(settings.values()).doesNotContainKeys("max_length", "forced_eos_token_id");
  }

  @Test
  void newTokensWinOverLengthWhereverTheyAreGiven() {
    Lengths lengths =
        resolve(
                Map.of("max_new_tokens", 5, "min_new_tokens", 2),
                Map.of("max_length", 30, "min_length", 9))
            .lengths();
    assertThat(lengths.newTokens(10, 1024)).isEqualTo(5);
    assertThat(lengths.minimum(10)).isEqualTo(12);
    assertThat(new Lengths(30, null, 9, null).newTokens(10, 1024)).isEqualTo(20);
    assertThat(new Lengths(30, null, 9, null).minimum(10)).isEqualTo(9);
  }

  @Test
  void promptAsLongAsTheTextIsRefused() {
    assertThatThrownBy(() -> new Lengths(30, null, 0, null).newTokens(30, 1024))
        .hasMessage(
            "Cannot continue a prompt: 30 tokens (max_length is 30 and counts the prompt; set"
                + " max_new_tokens or shorten the prompt)");
  }

  @Test
  void textLongerThanTheModelsPositionsIsRefused() {
    assertThat(new Lengths(null, 9, 0, null).newTokens(120, 128)).isEqualTo(9);
    assertThatThrownBy(() -> new Lengths(null, 10, 0, null).newTokens(120, 128))
        .hasMessage(
            "Cannot write a text: 130 tokens with its prompt (the model has 128 positions; shorten"
                + " the prompt or lower max_length or max_new_tokens)");
  }

  @Test
  void samplingIsRead() {
    assertThat(
            resolve(Map.of("do_sample", true, "top_p", 0.9), Map.of("temperature", 2, "top_k", 0))
                .strategy())
        .isEqualTo(new Strategy.Sample(2, 0, 0.9, 0, 1));
    Map<String, Object> changes = new HashMap<>();
    changes.put("top_k", null);
    changes.put("top_p", null);
    assertThat(resolve(Map.of("do_sample", true, "top_p", 0.9), changes).strategy())
        .isEqualTo(new Strategy.Sample(1, 0, 1, 0, 1));
  }

  @Test
  void allProblemsAreReportedAtOnce() {
    Map<String, Object> changes =
        Map.of(
            "num_beams", 2,
            "num_return_sequences", 3,
            "temperature", 0,
            "top_p", 1.5,
            "early_stopping", "sometimes",
            "max_new_tokens", "many",
            "min_length", -1,
            "eos_token_id", List.of(1, "end"),
            "beams", 4,
            "do_sample", 1);
    assertThatThrownBy(() -> resolve(Map.of("guidance_scale", 1.5), changes))
        .isInstanceOfSatisfying(
            SettingsException.class,
            e ->
                assertThat(e.problems())
                    .containsExactlyInAnyOrder(
                        "Cannot set do_sample: 1 (give true or false)",
                        "Cannot use temperature: 0 (nothing is drawn; set do_sample = true or"
                            + " remove it)",
                        "Cannot set early_stopping: sometimes (give true, false or \"never\")",
                        "Cannot return num_return_sequences: 3 (only num_beams = 2 texts are kept;"
                            + " lower it or raise num_beams)",
                        "Cannot use top_p: 1.5 (nothing is drawn; set do_sample = true or remove"
                            + " it)",
                        "Cannot set max_new_tokens: many (give a whole number, 1 or more)",
                        "Cannot set min_length: -1 (give a whole number, 0 or more)",
                        "Cannot set eos_token_id: [1, end] (give a token's number or a list of"
                            + " them)",
                        "Cannot set beams: 4 (no such setting; the names are Hugging Face's)",
                        "Cannot honour guidance_scale: 1.5 (not offered here; set it to null"
                            + " to do without)"));
  }

  @Test
  void contradictionsAreReported() {
    assertThatThrownBy(() -> resolve(BART_CNN, Map.of("do_sample", true)))
        .hasMessage(
            "Cannot sample with num_beams: 4 (beams are not drawn; set num_beams = 1 or do_sample ="
                + " false)");
    assertThatThrownBy(() -> resolve(Map.of(), Map.of("num_return_sequences", 2)))
        .hasMessage(
            "Cannot return num_return_sequences: 2 (the best token at every step gives one text;"
                + " set do_sample = true or num_beams)");
    assertThatThrownBy(() -> resolve(Map.of(), Map.of("temperature", 0.5)))
        .hasMessage(
            "Cannot use temperature: 0.5 (nothing is drawn; set do_sample = true or remove it)");
  }

  /** Scores are divided by a float, which would be 0 or infinity. */
  @ParameterizedTest
  @ValueSource(doubles = {-1, 0, 1e-46, 1e39})
  void temperaturesLeaveScoresNumbers(double temperature) {
    Map<String, Object> drawn = Map.of("do_sample", true, "temperature", temperature);
    assertThatThrownBy(() -> resolve(Map.of(), drawn))
        .hasMessage(
            "Cannot set temperature: " + temperature + " (give 1e-30 to 1e30; 1 changes nothing)");
  }

  /** As Llama 2's first checkpoints had it: a temperature of 0 beside greedy decoding. */
  @Test
  void whatAStrategyDoesNotUseCannotRefuseTheModel() {
    Map<String, Object> odd =
        Map.of("temperature", 0, "top_k", -1, "top_p", 2, "min_p", 0.05, "typical_p", 0.9);
    assertThat(resolve(odd, Map.of()).strategy()).isEqualTo(new Strategy.Greedy());
    assertThat(resolve(odd, Map.of("num_beams", 2)).strategy())
        .isEqualTo(new Strategy.Beam(2, 1, EarlyStopping.WHEN_UNLIKELY, 1));
    assertThat(resolve(odd, Map.of()).values()).doesNotContainKeys("temperature", "top_k", "top_p");
    assertThat(
            resolve(Map.of("early_stopping", "late", "length_penalty", "?"), Map.of()).strategy())
        .isEqualTo(new Strategy.Greedy());
    assertThatThrownBy(() -> resolve(odd, Map.of("do_sample", true)))
        .hasMessageContaining("Cannot set temperature: 0.0")
        .hasMessageContaining("Cannot set top_k: -1")
        .hasMessageContaining("Cannot set top_p: 2.0")
        .hasMessageContaining("Cannot honour typical_p: 0.9");
  }

  @Test
  void minPAndStopStringsAreReadAndChecked() {
    GenerationSettings settings =
        resolve(
            Map.of("min_p", 0.05),
            Map.of("do_sample", true, "top_k", 0, "stop_strings", List.of("\n\n", "END")));
    assertThat(settings.strategy()).isEqualTo(new Strategy.Sample(1, 0, 1, 0.05, 1));
    assertThat(settings.stopStrings()).containsExactly("\n\n", "END");
    assertThat(settings.values()).containsEntry("min_p", 0.05).containsKey("stop_strings");
    assertThat(settings.beforeStop("one END\n\ntwo")).isEqualTo("one ");
    assertThat(resolve(Map.of(), Map.of("stop_strings", "x")).stopStrings()).containsExactly("x");
    assertThatThrownBy(() -> resolve(Map.of(), Map.of("min_p", 0.1)))
        .hasMessage("Cannot use min_p: 0.1 (nothing is drawn; set do_sample = true or remove it)");
    assertThatThrownBy(() -> resolve(Map.of(), Map.of("do_sample", true, "min_p", 1.5)))
        .hasMessage("Cannot set min_p: 1.5 (a share of the best token's probability; give 0 to 1)");
    assertThatThrownBy(() -> resolve(Map.of(), Map.of("stop_strings", List.of("a", ""))))
        .hasMessage("Cannot set stop_strings: [a, ] (give a list of strings, none of them empty)");
  }

  @Test
  void whatChangesNothingIsPassedOver() {
    resolve(Map.of("typical_p", 1.0, "num_beam_groups", 1, "bad_words_ids", List.of()), Map.of());
  }

  private static GenerationSettings resolve(
      Map<String, Object> checkpoint, Map<String, ?> changes) {
    return GenerationSettings.resolve(new GenerationConfig(checkpoint), changes);
  }
}
