package dev.glossa.udf.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.glossa.udf.model.family.Families;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TestGenerationConfig {
  @TempDir Path folder;

  /** What transformers 5 makes of the same config.json without a generation_config.json. */
  @Test
  void olderFieldsOfTheConfigurationCountWhereTheFileIsMissing() throws Exception {
    var config = TinyCheckpoints.bartConfig();
    config.putObject("task_specific_params").putObject("summarization").put("num_beams", 4);
    assertThat(read(config).values())
        .containsExactlyInAnyOrderEntriesOf(
            Map.of(
                "max_length", 20,
                "forced_eos_token_id", 2,
                "pad_token_id", 1,
                "bos_token_id", 0,
                "eos_token_id", 2,
                "decoder_start_token_id", 2));
  }

  /** As {@code BartConfig} of transformers has them. */
  @Test
  void whatTheConfigurationLeavesOutIsTheFamilys() throws Exception {
    var config = TinyCheckpoints.bartConfig().put("eos_token_id", 9).putNull("pad_token_id");
    config.remove(List.of("decoder_start_token_id", "forced_eos_token_id", "max_length"));
    assertThat(read(config).values())
        .containsExactlyInAnyOrderEntriesOf(
            Map.of(
                "bos_token_id", 0,
                "eos_token_id", 9,
                "decoder_start_token_id", 2,
                "forced_eos_token_id", 2));
  }

  @Test
  void anOldNameForTheForcedFirstTokenIsUnderstood() throws Exception {
    var config = TinyCheckpoints.bartConfig().put("force_bos_token_to_be_generated", true);
    assertThat(read(config).token("forced_bos_token_id")).contains(0);
  }

  @Test
  void theFileAloneCountsWhereItIsThere() throws Exception {
    Files.writeString(
        folder.resolve("generation_config.json"),
        """
        {"eos_token_id": [7, 9], "bos_token_id": 4, "num_beams": 4, "length_penalty": 2.0,
         "early_stopping": "never", "pad_token_id": null}
        """);
    GenerationConfig generation = read(TinyCheckpoints.bartConfig());
    assertThat(generation.values())
        .containsExactlyInAnyOrderEntriesOf(
            Map.of(
                "eos_token_id",
                List.of(7, 9),
                "bos_token_id",
                4,
                "num_beams",
                4,
                "length_penalty",
                2.0,
                "early_stopping",
                "never",
                "decoder_start_token_id",
                2));
    assertThat(generation.token("eos_token_id")).contains(7);
    assertThat(generation.token("bos_token_id")).contains(4);
    assertThat(generation.token("pad_token_id")).isEmpty();
  }

  /** BART's is 2; many of its checkpoints leave it to the architecture. */
  @Test
  void aTextStartsFromTheArchitecturesTokenWhereNoFileSaysFromWhich() throws Exception {
    var config = TinyCheckpoints.bartConfig();
    config.remove("decoder_start_token_id");
    Files.writeString(folder.resolve("generation_config.json"), "{\"bos_token_id\": 0}");
    assertThat(read(config).token("decoder_start_token_id")).contains(2);
    config.put("decoder_start_token_id", 1);
    assertThat(read(config).token("decoder_start_token_id")).contains(1);
    Files.writeString(folder.resolve("generation_config.json"), "{\"decoder_start_token_id\": 0}");
    assertThat(read(config).token("decoder_start_token_id")).contains(0);
  }

  @ParameterizedTest
  @ValueSource(strings = {"297", "-1", "\"2\"", "2.0", "[1, 297]", "[[1]]"})
  void tokensMustBeInTheVocabulary(String token) throws Exception {
    Path file = folder.resolve("generation_config.json");
    Files.writeString(file, "{\"forced_eos_token_id\": " + token + "}");
    assertThatThrownBy(() -> read(TinyCheckpoints.bartConfig()))
        .isInstanceOf(CheckpointException.class)
        .hasMessage(
            "Cannot use %s: forced_eos_token_id = %s (not a token of the vocabulary of 297; correct"
                + " the value, or remove it)",
            file, token.replace(", ", ","));
  }

  @Test
  void anEndThatTheModelDoesNotKnowNeverComes() throws Exception {
    Path file = folder.resolve("generation_config.json");
    Files.writeString(file, "{\"eos_token_id\": [7, 297], \"pad_token_id\": -1}");
    assertThat(read(TinyCheckpoints.bartConfig()).values())
        .containsEntry("eos_token_id", List.of(7))
        .doesNotContainKey("pad_token_id");
  }

  private GenerationConfig read(ObjectNode config) throws Exception {
    return GenerationConfig.read(folder, config, Families.read(config));
  }
}
