package dev.glossa.udf.model;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.glossa.udf.model.family.ConfigException;
import dev.glossa.udf.model.family.Families;
import dev.glossa.udf.model.family.ModelConfig;
import dev.glossa.udf.model.family.Weight;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;

/**
 * Writes Hugging Face folders with small networks of random weights, so that tests need no file
 * that is not in the repository. Equal arguments give equal bytes.
 *
 * <p>Sizes: width 16, 2 heads, 2 layers (BART: 2 + 1), feed-forward 32, 64 positions, and the
 * vocabulary of {@link TinyTokenizer}. Values are large enough that outputs differ from token to
 * token, unlike those of a fresh network.
 */
public final class TinyCheckpoints {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final float SPREAD = 0.3f;

  private TinyCheckpoints() {}

  /** A GPT-2 with a tied head; end of text ends a generation. */
  public static Path gpt2(Path folder, long seed) {
    return write(folder, gpt2Config(), TinyTokenizer.gpt2(), seed);
  }

  /** A BART that summarises greedily, with the special tokens of the family. */
  public static Path bart(Path folder, long seed) {
    return write(folder, bartConfig(), TinyTokenizer.bart(), seed);
  }

  /** A BERT. */
  public static Path bert(Path folder, long seed) {
    return write(folder, bertConfig(), TinyTokenizer.bert(), seed);
  }

  /** The fields of {@link #gpt2}'s config.json, for a test to change before {@link #write}. */
  public static ObjectNode gpt2Config() {
    TinyTokenizer tokenizer = TinyTokenizer.gpt2();
    return JSON.createObjectNode()
        .put("model_type", "gpt2")
        .put("n_layer", 2)
        .put("n_head", 2)
        .put("n_embd", 16)
        .put("n_inner", 32)
        .put("n_positions", 64)
        .put("vocab_size", tokenizer.size())
        .put("activation_function", "gelu_new")
        .put("layer_norm_epsilon", 1e-5)
        .put("bos_token_id", tokenizer.id("<|endoftext|>"))
        .put("eos_token_id", tokenizer.id("<|endoftext|>"));
  }

  /** The fields of {@link #bart}'s config.json. */
  public static ObjectNode bartConfig() {
    TinyTokenizer tokenizer = TinyTokenizer.bart();
    return JSON.createObjectNode()
        .put("model_type", "bart")
        .put("d_model", 16)
        .put("encoder_layers", 2)
        .put("encoder_attention_heads", 2)
        .put("encoder_ffn_dim", 32)
        .put("decoder_layers", 1)
        .put("decoder_attention_heads", 2)
        .put("decoder_ffn_dim", 32)
        .put("max_position_embeddings", 64)
        .put("vocab_size", tokenizer.size())
        .put("activation_function", "gelu")
        .put("is_encoder_decoder", true)
        .put("bos_token_id", tokenizer.id("<s>"))
        .put("pad_token_id", tokenizer.id("<pad>"))
        .put("eos_token_id", tokenizer.id("</s>"))
        .put("decoder_start_token_id", tokenizer.id("</s>"))
        .put("forced_eos_token_id", tokenizer.id("</s>"))
        .put("max_length", 20);
  }

  /** The fields of {@link #bert}'s config.json. */
  public static ObjectNode bertConfig() {
    TinyTokenizer tokenizer = TinyTokenizer.bert();
    return JSON.createObjectNode()
        .put("model_type", "bert")
        .put("hidden_size", 16)
        .put("num_hidden_layers", 2)
        .put("num_attention_heads", 2)
        .put("intermediate_size", 32)
        .put("max_position_embeddings", 64)
        .put("type_vocab_size", 2)
        .put("vocab_size", tokenizer.size())
        .put("hidden_act", "gelu")
        .put("layer_norm_eps", 1e-12)
        .put("pad_token_id", tokenizer.id("[PAD]"));
  }

  /** Writes a folder for a configuration: config.json, tokenizer.json and model.safetensors. */
  public static Path write(Path folder, ObjectNode config, TinyTokenizer tokenizer, long seed) {
    try {
      Files.createDirectories(folder);
      Files.write(folder.resolve("config.json"), JSON.writeValueAsBytes(config));
      Files.writeString(folder.resolve("tokenizer.json"), tokenizer.json());
      TensorWriter.write(folder.resolve("model.safetensors"), weights(config, seed));
      return folder;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Adds modules of sentence-transformers to a folder: the mean, and linear layers with tanh
   * between vectors of these sizes.
   */
  public static void addDense(Path folder, int... sizes) {
    ArrayNode modules = JSON.createArrayNode();
    try {
      module(folder, modules, "", "Transformer");
      JSON.writeValue(
          module(folder, modules, "1_Pooling", "Pooling").toFile(), JSON.createObjectNode());
      Random random = new Random(sizes.length);
      for (int i = 1; i < sizes.length; i++) {
        Path config = module(folder, modules, (i + 1) + "_Dense", "Dense");
        JSON.writeValue(
            config.toFile(),
            JSON.createObjectNode().put("in_features", sizes[i - 1]).put("out_features", sizes[i]));
        Map<String, TensorWriter.Tensor> weights = new LinkedHashMap<>();
        weights.put("linear.weight", random(random, sizes[i], sizes[i - 1]));
        weights.put("linear.bias", random(random, sizes[i]));
        TensorWriter.write(config.resolveSibling("model.safetensors"), weights);
      }
      Files.writeString(folder.resolve("modules.json"), modules.toString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Path module(Path folder, ArrayNode modules, String path, String type)
      throws IOException {
    modules.addObject().put("type", "sentence_transformers.models." + type).put("path", path);
    return Files.createDirectories(folder.resolve(path)).resolve("config.json");
  }

  private static TensorWriter.Tensor random(Random random, long... shape) {
    float[] values = new float[(int) Arrays.stream(shape).reduce(1, Math::multiplyExact)];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) random.nextGaussian() * SPREAD;
    }
    return TensorWriter.Tensor.of(Arrays.stream(shape).boxed().toList(), values);
  }

  /** Random weights for a configuration, by the names that Hugging Face's libraries write. */
  static Map<String, TensorWriter.Tensor> weights(ObjectNode config, long seed) {
    ModelConfig model;
    try {
      model = Families.read(config);
    } catch (ConfigException e) {
      throw new IllegalArgumentException(e);
    }
    boolean tied = config.path("tie_word_embeddings").asBoolean(true);
    Random random = new Random(seed);
    Map<String, TensorWriter.Tensor> weights = new LinkedHashMap<>();
    for (Weight weight : model.allWeights()) {
      if (weight.name().equals("lm_head.weight") && tied) {
        continue;
      }
      long count = weight.shape().stream().reduce(1L, Math::multiplyExact);
      float[] values = new float[Math.toIntExact(count)];
      boolean norm = weight.kind() == Weight.Kind.NORM;
      for (int i = 0; i < values.length; i++) {
        values[i] = (float) random.nextGaussian() * SPREAD + (norm ? 1 : 0);
      }
      weights.put(model.fileName(weight), TensorWriter.Tensor.of(weight.shape(), values));
    }
    return weights;
  }
}
