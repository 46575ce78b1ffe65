package dev.glossa.udf.engine;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.glossa.udf.decode.Candidates;
import dev.glossa.udf.decode.Step;
import dev.glossa.udf.decode.StepModel;
import dev.glossa.udf.model.Checkpoint;
import dev.glossa.udf.model.TensorWriter;
import dev.glossa.udf.model.family.AttentionPart;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * A trained GPT-2 that sorts six letters, with the tensors that its own software recorded: the
 * first layer's attention weights and the logits of every position. Unlike Hugging Face's, its
 * linear weights are [out, in] and its head is not tied.
 */
final class TestNanoGptSort {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String TOKENIZER =
      """
      {"version": "1.0", "added_tokens": [], "model":
        {"type": "WordLevel", "vocab": {"a": 0, "b": 1, "c": 2}, "unk_token": "a"}}
      """;

  /** One test where the recordings are, and none where they are not. */
  @TestFactory
  Stream<DynamicTest> matchesRecordedTensors(@TempDir Path folder) {
    Path source = Path.of(System.getProperty("shared.dir"), "assets/weights/nano-gpt-sort");
    return Stream.of(source)
        .filter(Files::isDirectory)
        .map(found -> DynamicTest.dynamicTest("sort", () -> compare(found, folder)));
  }

  private static void compare(Path source, Path folder) throws Exception {
    Path weights = source.resolve("gpt-nano-sort-model.json");
    convert(JSON.readTree(weights.toFile()), folder);
    JsonNode recorded = JSON.readTree(source.resolve("gpt-nano-sort-t0-partials.json").toFile());
    FloatBuffer tokens = values(recorded.path("idx"));
    int rows = recorded.path("idx").path("shape").get(0).asInt();
    int length = recorded.path("idx").path("shape").get(1).asInt();
    int[][] sequences = new int[rows][length];
    for (int i = 0; i < rows * length; i++) {
      sequences[i / length][i % length] = (int) tokens.get(i);
    }
    Differences differences = new Differences();
    try (CausalModel model =
        (CausalModel)
            Models.load(Checkpoint.open(folder), new EngineOptions("cpu", Precision.FLOAT32, 0))) {
      compareAttention(model, sequences, values(recorded.path("attSm")), differences);
      compareLogits(model, sequences, values(recorded.path("lm_head")), differences);
    }
    differences.verify("nano-gpt-sort");
  }

  private static void compareAttention(
      CausalModel model, int[][] sequences, FloatBuffer recorded, Differences differences) {
    int length = sequences[0].length;
    Batch batch = new Batch(sequences, length);
    AttentionStatistics statistics = model.attention(batch, batch).get(AttentionPart.DECODER);
    for (int row = 0; row < sequences.length; row++) {
      float[][][] matrices =
          model.attentionMatrices(batch, batch, row).get(AttentionPart.DECODER)[0];
      for (int head = 0; head < matrices.length; head++) {
        float[][] expected = new float[length][length];
        for (int query = 0; query < length; query++) {
          recorded.get(expected[query]);
          differences.compare("attSm", matrices[head][query], expected[query]);
        }
        Expected.compare("statistics of attSm", statistics.of(row, 0, head), expected, differences);
      }
    }
    assertThat(recorded.hasRemaining()).isFalse();
  }

  /** Each beginning of a sequence is a prompt, and the logits are those of what follows it. */
  private static void compareLogits(
      CausalModel model, int[][] sequences, FloatBuffer recorded, Differences differences) {
    for (int[] sequence : sequences) {
      int[][] prompts = new int[sequence.length][];
      for (int i = 0; i < prompts.length; i++) {
        prompts[i] = Arrays.copyOf(sequence, i + 1);
      }
      try (StepModel steps = model.generate(new Batch(prompts, sequence.length), 1, 1)) {
        int vocabulary = steps.vocabulary();
        Candidates all =
            steps.step(
                new Step(null, null, Step.Entries.NONE, Step.Entries.NONE, 1, false, vocabulary));
        float[] logits = new float[all.scores().length];
        for (int i = 0; i < logits.length; i++) {
          logits[i / vocabulary * vocabulary + all.ids()[i]] = all.scores()[i];
        }
        float[] expected = new float[logits.length];
        recorded.get(expected);
        differences.compare("lm_head", logits, expected);
      }
    }
    assertThat(recorded.hasRemaining()).isFalse();
  }

  private static void convert(JsonNode model, Path folder) throws IOException {
    JsonNode config = model.path("config");
    Map<String, TensorWriter.Tensor> tensors = new LinkedHashMap<>();
    for (Map.Entry<String, JsonNode> entry : model.properties()) {
      String name = entry.getKey();
      if (name.equals("config") || name.endsWith(".attn.bias")) {
        continue;
      }
      List<Long> shape =
          StreamSupport.stream(entry.getValue().path("shape").spliterator(), false)
              .map(JsonNode::asLong)
              .toList();
      float[] values = new float[values(entry.getValue()).remaining()];
      values(entry.getValue()).get(values);
      boolean linear = name.matches(".*(c_attn|c_proj|c_fc)\\.weight");
      tensors.put(name, linear ? transposed(shape, values) : TensorWriter.Tensor.of(shape, values));
    }
    TensorWriter.write(folder.resolve("model.safetensors"), tensors);
    Files.writeString(folder.resolve("tokenizer.json"), TOKENIZER);
    JSON.writeValue(
        folder.resolve("config.json").toFile(),
        JSON.createObjectNode()
            .put("model_type", "gpt2")
            .put("n_layer", config.path("n_layer").asInt())
            .put("n_head", config.path("n_head").asInt())
            .put("n_embd", config.path("n_embd").asInt())
            .put("n_positions", config.path("block_size").asInt())
            .put("vocab_size", config.path("vocab_size").asInt())
            .put("activation_function", "gelu_new")
            .put("layer_norm_epsilon", 1e-5)
            .put("tie_word_embeddings", false)
            .put("bos_token_id", 0)
            .put("eos_token_id", 0));
  }

  private static TensorWriter.Tensor transposed(List<Long> shape, float[] values) {
    int out = Math.toIntExact(shape.get(0));
    int in = Math.toIntExact(shape.get(1));
    float[] turned = new float[values.length];
    for (int i = 0; i < out; i++) {
      for (int j = 0; j < in; j++) {
        turned[j * out + i] = values[i * in + j];
      }
    }
    return TensorWriter.Tensor.of(List.of((long) in, (long) out), turned);
  }

  private static FloatBuffer values(JsonNode tensor) {
    byte[] bytes = Base64.getDecoder().decode(tensor.path("data").asText());
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer();
  }
}
