package dev.glossa.udf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.glossa.udf.decode.GenerationSettings;
import dev.glossa.udf.decode.Prompt;
import dev.glossa.udf.decode.Search;
import dev.glossa.udf.decode.SearchInput;
import dev.glossa.udf.decode.Sequence;
import dev.glossa.udf.decode.StepModel;
import dev.glossa.udf.engine.Batch;
import dev.glossa.udf.engine.CausalModel;
import dev.glossa.udf.engine.EngineOptions;
import dev.glossa.udf.engine.Models;
import dev.glossa.udf.engine.Precision;
import dev.glossa.udf.model.Checkpoint;
import dev.glossa.udf.model.TensorWriter;
import dev.glossa.udf.model.TensorWriter.Tensor;
import dev.glossa.udf.text.TextTokenizer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A small Llama that was trained on stories, brought from llama2.c's form (version 0) into a folder
 * as the hub has it, writes what llama2.c's own program writes with it.
 */
class TestStories260K {
  private static final int STEPS = 200;

  @TempDir Path folder;

  @Test
  void writesTheRecordedStory() throws Exception {
    Path assets = Path.of(System.getProperty("shared.dir"), "assets");
    Path source = assets.resolve("weights/stories260K");
    Path golden = assets.resolve("golden/stories260K-greedy-200.txt");
    assumeTrue(Files.isDirectory(source), "skipped: no folder " + source);
    assumeTrue(Files.isRegularFile(golden), "skipped: no file " + golden);
    bring(source);
    Checkpoint checkpoint = Checkpoint.open(folder);
    try (TextTokenizer tokenizer = TextTokenizer.open(checkpoint);
        CausalModel model =
            (CausalModel) Models.load(checkpoint, new EngineOptions("cpu", Precision.FLOAT32, 1))) {
      GenerationSettings greedy =
          GenerationSettings.resolve(
              checkpoint.generation(), Map.of("do_sample", false, "max_new_tokens", STEPS));
      int[] begin = {1};
      try (StepModel steps = model.generate(new Batch(new int[][] {begin}, 1), 1, STEPS)) {
        List<Prompt> prompts = List.of(new Prompt("story", begin, STEPS));
        Sequence story =
            Search.run(steps, greedy, new SearchInput(prompts, true, 0, 0)).get(0).get(0);
        String expected = Files.readString(golden);
        assertThat(tokenizer.decode(story.ids())).isEqualTo(expected.stripTrailing());
        assertThat(story.ids()).hasSize(STEPS);
        assertThat(tokenizer.encode(expected.stripTrailing(), false).ids())
            .containsExactly(story.ids());
      }
    }
  }

  private void bring(Path source) throws IOException {
    ByteBuffer file =
        ByteBuffer.wrap(Files.readAllBytes(source.resolve("stories260K.bin")))
            .order(ByteOrder.LITTLE_ENDIAN);
    int width = file.getInt();
    int inner = file.getInt();
    int layers = file.getInt();
    int heads = file.getInt();
    int keyHeads = file.getInt();
    int vocabulary = file.getInt();
    int positions = file.getInt();
    ObjectNode config =
        new ObjectMapper()
            .createObjectNode()
            .put("model_type", "llama")
            .put("hidden_size", width)
            .put("intermediate_size", inner)
            .put("num_hidden_layers", layers)
            .put("num_attention_heads", heads)
            .put("num_key_value_heads", keyHeads)
            .put("vocab_size", vocabulary)
            .put("max_position_embeddings", positions)
            .put("rms_norm_eps", 1e-5)
            .put("rope_theta", 10000.0)
            .put("hidden_act", "silu")
            .put("tie_word_embeddings", true)
            .put("bos_token_id", 1)
            .put("eos_token_id", 2);
    Files.writeString(folder.resolve("config.json"), config.toString());
    Files.writeString(
        folder.resolve("tokenizer.json"), tokenizer(source.resolve("tok512.bin"), vocabulary));
    Map<String, Tensor> weights = new LinkedHashMap<>();
    int size = width / heads;
    weights.put("model.embed_tokens.weight", tensor(file, vocabulary, width));
    each(file, weights, layers, "input_layernorm", width);
    List<float[]> queries = matrices(file, layers, heads * size * width);
    List<float[]> keys = matrices(file, layers, keyHeads * size * width);
    for (int layer = 0; layer < layers; layer++) {
      put(weights, layer, "self_attn.q_proj", halved(queries.get(layer), size, width), width);
      put(weights, layer, "self_attn.k_proj", halved(keys.get(layer), size, width), width);
    }
    each(file, weights, layers, "self_attn.v_proj", keyHeads * size, width);
    each(file, weights, layers, "self_attn.o_proj", width, width);
    each(file, weights, layers, "post_attention_layernorm", width);
    each(file, weights, layers, "mlp.gate_proj", inner, width);
    each(file, weights, layers, "mlp.down_proj", width, inner);
    each(file, weights, layers, "mlp.up_proj", inner, width);
    weights.put("model.norm.weight", tensor(file, width));
    TensorWriter.write(folder.resolve("model.safetensors"), weights);
  }

  private static void each(
      ByteBuffer file, Map<String, Tensor> weights, int layers, String name, int... shape) {
    for (int layer = 0; layer < layers; layer++) {
      weights.put("model.layers." + layer + "." + name + ".weight", tensor(file, shape));
    }
  }

  private static void put(
      Map<String, Tensor> weights, int layer, String name, float[] values, int width) {
    List<Long> shape = List.of((long) values.length / width, (long) width);
    weights.put("model.layers." + layer + "." + name + ".weight", Tensor.of(shape, values));
  }

  private static List<float[]> matrices(ByteBuffer file, int layers, int size) {
    List<float[]> matrices = new ArrayList<>();
    for (int layer = 0; layer < layers; layer++) {
      matrices.add(floats(file, size));
    }
    return matrices;
  }

  /**
   * llama2.c turns the numbers 2 j and 2 j + 1 of a head with each other; the hub's Llamas have
   * them as j and j + half a head.
   */
  private static float[] halved(float[] rows, int size, int width) {
    float[] moved = new float[rows.length];
    for (int row = 0; row < rows.length / width; row++) {
      int within = row % size;
      int to = row - within + within / 2 + within % 2 * (size / 2);
      System.arraycopy(rows, row * width, moved, to * width, width);
    }
    return moved;
  }

  private static Tensor tensor(ByteBuffer file, int... shape) {
    List<Long> dimensions = new ArrayList<>();
    int size = 1;
    for (int dimension : shape) {
      dimensions.add((long) dimension);
      size *= dimension;
    }
    return Tensor.of(dimensions, floats(file, size));
  }

  private static float[] floats(ByteBuffer file, int count) {
    float[] values = new float[count];
    file.asFloatBuffer().get(values);
    file.position(file.position() + count * Float.BYTES);
    return values;
  }

  /** Pieces with scores, of which the pair of the best score is joined first. */
  private static String tokenizer(Path file, int vocabulary) throws IOException {
    ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
    bytes.getInt();
    ObjectNode json = new ObjectMapper().createObjectNode();
    ObjectNode model = json.putObject("model").put("type", "BPE").put("unk_token", "<unk>");
    ObjectNode vocab = model.put("byte_fallback", true).put("fuse_unk", true).putObject("vocab");
    Map<String, Float> scores = new LinkedHashMap<>();
    ArrayNode added = json.putArray("added_tokens");
    for (int id = 0; id < vocabulary; id++) {
      float score = bytes.getFloat();
      byte[] text = new byte[bytes.getInt()];
      bytes.get(text);
      String piece = new String(text, StandardCharsets.UTF_8).strip();
      if (id < 3) {
        ObjectNode token = added.addObject().put("id", id).put("content", piece);
        for (String flag : List.of("single_word", "lstrip", "rstrip", "normalized")) {
          token.put(flag, false);
        }
        token.put("special", true);
      } else {
        piece = new String(text, StandardCharsets.UTF_8).replace(' ', '▁');
        scores.put(piece, score);
      }
      vocab.put(piece, id);
    }
    ArrayNode merges = model.putArray("merges");
    scores.entrySet().stream()
        .sorted((one, other) -> Float.compare(other.getValue(), one.getValue()))
        .forEach(
            piece -> {
              for (int cut = 1; cut < piece.getKey().length(); cut++) {
                String left = piece.getKey().substring(0, cut);
                String right = piece.getKey().substring(cut);
                if (scores.containsKey(left) && scores.containsKey(right)) {
                  merges.addArray().add(left).add(right);
                }
              }
            });
    ArrayNode before = json.putObject("normalizer").put("type", "Sequence").putArray("normalizers");
    before.addObject().put("type", "Prepend").put("prepend", "▁");
    replace(before, " ", "▁");
    ArrayNode after = json.putObject("decoder").put("type", "Sequence").putArray("decoders");
    replace(after, "▁", " ");
    after.addObject().put("type", "ByteFallback");
    after.addObject().put("type", "Fuse");
    after.addObject().put("type", "Strip").put("content", " ").put("start", 1).put("stop", 0);
    return json.toString();
  }

  private static void replace(ArrayNode steps, String from, String to) {
    ObjectNode step = steps.addObject().put("type", "Replace").put("content", to);
    step.putObject("pattern").put("String", from);
  }
}
