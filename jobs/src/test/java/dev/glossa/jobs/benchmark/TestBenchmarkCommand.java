package dev.glossa.jobs.benchmark;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.glossa.jobs.TinyConfigs;
import dev.glossa.udf.model.Checkpoint;
import dev.glossa.udf.model.family.Weight;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** The command on models so small that their sizes alone are unlike the known ones. */
final class TestBenchmarkCommand {
  private static final Path OWN_MODELS =
      Path.of(System.getProperty("project.root"), "data", "models");

  @TempDir private Path folder;

  private static ObjectNode tiny(KnownModel model, int vocabulary) {
    ObjectNode config =
        switch (model) {
          case GPT2 -> TinyConfigs.gpt2(2, 2, 16, 32);
          case DISTILBART, KOBART -> TinyConfigs.bart(2, 1, 2, 16, 32);
          case MINILM, XLMR -> TinyConfigs.bert(2, 2, 16, 32);
          case LLAMA1B, T5BASE -> throw new IllegalArgumentException(model + " has no tiny form");
        };
    return TinyConfigs.sized(config, 64, vocabulary);
  }

  private Path write(KnownModel model) throws IOException {
    Path own = OWN_MODELS.resolve(model.tokenizer());
    int vocabulary =
        new ObjectMapper()
            .readTree(own.resolve("config.json").toFile())
            .path("vocab_size")
            .intValue();
    Path target = folder.resolve(model.word());
    Map<String, Object> generation = new TreeMap<>(model.generation());
    generation.replaceAll(
        (name, value) -> value instanceof Integer id && id >= vocabulary ? vocabulary - 1 : value);
    RandomCheckpoint.write(
        target, tiny(model, vocabulary), generation, own.resolve("tokenizer.json"));
    return target;
  }

  private List<JsonNode> run(KnownModel model, String... options) throws IOException {
    Path documents = folder.resolve("documents.jsonl");
    Files.writeString(
        documents,
        """
        {"text": "The ferry left at noon, as it does."}
        {"text": "It rained."}
        {"text": "Nobody had asked the bees, who were many and of one opinion."}
        {"text": "This one is beyond the limit."}
        """);
    List<String> arguments =
        new ArrayList<>(
            List.of("--models", folder.toString(), "--documents", documents.toString()));
    arguments.addAll(
        List.of("--only", model.word(), "--limit", "3", "--batch", "2", "--max-input", "8"));
    arguments.addAll(List.of(options));
    StringWriter out = new StringWriter();
    int code =
        new CommandLine(new BenchmarkCommand())
            .setOut(new PrintWriter(out))
            .execute(arguments.toArray(String[]::new));
    assertThat(code).isZero();
    List<JsonNode> stages = new ArrayList<>();
    String json = out.toString().lines().reduce((first, last) -> last).orElseThrow();
    new ObjectMapper().readTree(json).path("stages").forEach(stages::add);
    for (JsonNode stage : stages) {
      assertThat(stage.path("documents").intValue()).isEqualTo(3);
      assertThat(stage.path("seconds").doubleValue()).isPositive();
      assertThat(out.toString()).contains(model.word() + " ", stage.path("stage").textValue());
    }
    return stages;
  }

  private static List<String> names(List<JsonNode> stages) {
    return stages.stream().map(stage -> stage.path("stage").textValue()).toList();
  }

  @Test
  void writesWithACausalModel() throws IOException {
    write(KnownModel.GPT2);
    List<JsonNode> stages = run(KnownModel.GPT2, "--new-tokens", "4", "--precision", "float32");
    assertThat(names(stages))
        .containsExactly(
            "tokenize",
            "prefill",
            "decode greedy",
            "all greedy",
            "prefill",
            "decode 4 beams",
            "all 4 beams");
    assertThat(stages.get(2).path("tokens").intValue()).isEqualTo(12);
    assertThat(stages.get(3).path("seconds").doubleValue())
        .isEqualTo(
            stages.get(1).path("seconds").doubleValue()
                + stages.get(2).path("seconds").doubleValue());
    assertThat(stages.get(1).path("tokens").intValue()).isBetween(3, 24);
  }

  @Test
  void writesWithAnEncoderDecoder() throws IOException {
    write(KnownModel.DISTILBART);
    List<JsonNode> stages = run(KnownModel.DISTILBART, "--beams", "3", "--new-tokens", "5");
    assertThat(names(stages))
        .containsExactly("tokenize", "encode", "decode 3 beams", "all 3 beams");
    assertThat(stages.get(2).path("tokens").intValue()).isEqualTo(15);
    assertThat(stages.get(2).path("share_of_floor").doubleValue()).isPositive();
  }

  @Test
  void embeds() throws IOException {
    write(KnownModel.MINILM);
    assertThat(names(run(KnownModel.MINILM, "--cpu-time"))).containsExactly("tokenize", "embed");
  }

  @Test
  void writesTheSameCheckpointTwice() throws Exception {
    Path first = write(KnownModel.KOBART);
    String fingerprint = Checkpoint.open(first).fingerprint();
    Files.move(first, folder.resolve("elsewhere"));
    assertThat(Checkpoint.open(write(KnownModel.KOBART)).fingerprint()).isEqualTo(fingerprint);
  }

  @Test
  void hasTheTrueSizes() {
    // Weights that the models' own pages count; MiniLM's without its pooler, which vectors lack.
    assertThat(weights(KnownModel.GPT2)).isEqualTo(124_439_808L);
    assertThat(weights(KnownModel.DISTILBART)).isEqualTo(305_510_400L);
    assertThat(weights(KnownModel.KOBART)).isEqualTo(123_859_968L);
    assertThat(weights(KnownModel.MINILM)).isEqualTo(22_713_216L - 384 * 384 - 384);
    assertThat(weights(KnownModel.LLAMA1B)).isEqualTo(1_235_814_400L);
    assertThat(weights(KnownModel.T5BASE)).isEqualTo(222_903_552L);
    assertThat(weights(KnownModel.XLMR)).isEqualTo(278_043_648L - 768 * 768 - 768);
  }

  private static long weights(KnownModel model) {
    return RandomCheckpoint.model(model.config()).allWeights().stream()
        .filter(weight -> !weight.optional())
        .mapToLong(Weight::size)
        .sum();
  }

  @Test
  void refusesWhatMakesNoSense() {
    StringWriter err = new StringWriter();
    int code =
        new CommandLine(new BenchmarkCommand())
            .setErr(new PrintWriter(err))
            .execute("--batch", "0");
    assertThat(code).isEqualTo(2);
    assertThat(err.toString()).contains("Cannot use --batch: 0 (give 1 or more)");
  }
}
