package dev.glossa.jobs.benchmark;

import dev.glossa.udf.model.BartConfig;
import dev.glossa.udf.model.BertConfig;
import dev.glossa.udf.model.Gpt2Config;
import dev.glossa.udf.model.ModelConfig;
import java.util.ArrayList;
import java.util.List;

/**
 * A weight of a checkpoint.
 *
 * @param name Hugging Face's
 * @param kind what numbers it starts with
 * @param shape as it is stored
 */
record Weight(String name, Kind kind, List<Integer> shape) {

  /** What an untrained network's weights are. */
  enum Kind {
    /** Small and random. */
    RANDOM,
    /** A norm's factors: ones. */
    ONES,
    /** Biases: zeros. */
    ZEROS
  }

  /** How many numbers. */
  long size() {
    return shape.stream().mapToLong(Integer::longValue).reduce(1, Math::multiplyExact);
  }

  /** The weights of a model, in the order of the file. */
  static List<Weight> of(ModelConfig model) {
    List<Weight> weights = new ArrayList<>();
    if (model instanceof Gpt2Config config) {
      gpt2(config, weights);
    } else if (model instanceof BartConfig config) {
      bart(config, weights);
    } else {
      bert((BertConfig) model, weights);
    }
    return weights;
  }

  private static void gpt2(Gpt2Config config, List<Weight> weights) {
    int width = config.width();
    random(weights, "wte", config.vocabulary(), width);
    random(weights, "wpe", config.positions(), width);
    for (int layer = 0; layer < config.layers(); layer++) {
      String block = "h." + layer + ".";
      norm(weights, block + "ln_1", width);
      // Conv1D: [in, out].
      convolution(weights, block + "attn.c_attn", width, 3 * width);
      convolution(weights, block + "attn.c_proj", width, width);
      norm(weights, block + "ln_2", width);
      convolution(weights, block + "mlp.c_fc", width, config.feedForward());
      convolution(weights, block + "mlp.c_proj", config.feedForward(), width);
    }
    norm(weights, "ln_f", width);
  }

  private static void bart(BartConfig config, List<Weight> weights) {
    random(weights, "model.shared", config.vocabulary(), config.width());
    part(config, "encoder", config.encoderLayers(), config.encoderFeedForward(), weights);
    part(config, "decoder", config.decoderLayers(), config.decoderFeedForward(), weights);
  }

  private static void part(
      BartConfig config, String part, int layers, int feedForward, List<Weight> weights) {
    int width = config.width();
    String prefix = "model." + part + ".";
    random(
        weights,
        prefix + "embed_positions",
        config.positions() + BartConfig.POSITION_OFFSET,
        width);
    norm(weights, prefix + "layernorm_embedding", width);
    for (int layer = 0; layer < layers; layer++) {
      String block = prefix + "layers." + layer + ".";
      for (String attention :
          part.equals("encoder") ? List.of("self_attn") : List.of("self_attn", "encoder_attn")) {
        for (String projection : List.of("q_proj", "k_proj", "v_proj", "out_proj")) {
          linear(weights, block + attention + "." + projection, width, width);
        }
        norm(weights, block + attention + "_layer_norm", width);
      }
      linear(weights, block + "fc1", width, feedForward);
      linear(weights, block + "fc2", feedForward, width);
      norm(weights, block + "final_layer_norm", width);
    }
  }

  private static void bert(BertConfig config, List<Weight> weights) {
    int width = config.width();
    random(weights, "embeddings.word_embeddings", config.vocabulary(), width);
    random(weights, "embeddings.position_embeddings", config.positions(), width);
    random(weights, "embeddings.token_type_embeddings", config.types(), width);
    norm(weights, "embeddings.LayerNorm", width);
    for (int layer = 0; layer < config.layers(); layer++) {
      String block = "encoder.layer." + layer + ".";
      for (String projection : List.of("query", "key", "value")) {
        linear(weights, block + "attention.self." + projection, width, width);
      }
      linear(weights, block + "attention.output.dense", width, width);
      norm(weights, block + "attention.output.LayerNorm", width);
      linear(weights, block + "intermediate.dense", width, config.feedForward());
      linear(weights, block + "output.dense", config.feedForward(), width);
      norm(weights, block + "output.LayerNorm", width);
    }
  }

  private static void random(List<Weight> weights, String name, int rows, int columns) {
    weights.add(new Weight(name + ".weight", Kind.RANDOM, List.of(rows, columns)));
  }

  private static void linear(List<Weight> weights, String name, int in, int out) {
    random(weights, name, out, in);
    weights.add(new Weight(name + ".bias", Kind.ZEROS, List.of(out)));
  }

  private static void convolution(List<Weight> weights, String name, int in, int out) {
    random(weights, name, in, out);
    weights.add(new Weight(name + ".bias", Kind.ZEROS, List.of(out)));
  }

  private static void norm(List<Weight> weights, String name, int width) {
    weights.add(new Weight(name + ".weight", Kind.ONES, List.of(width)));
    weights.add(new Weight(name + ".bias", Kind.ZEROS, List.of(width)));
  }
}
