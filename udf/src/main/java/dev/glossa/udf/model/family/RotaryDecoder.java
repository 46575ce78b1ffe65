package dev.glossa.udf.model.family;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/**
 * What the relations of Llama have in common: how their layers differ, and which weights the
 * program {@code llama} gets.
 */
final class RotaryDecoder {
  /**
   * What a family does to numbers that the others leave alone.
   *
   * @param embeddingScale what the vectors of tokens are multiplied by
   * @param scoreCap what attention scores are bent below, or 0
   * @param logitCap what logits are bent below, or 0
   */
  record Bends(double embeddingScale, double scoreCap, double logitCap) {
    static final Bends NONE = new Bends(1, 0, 0);
  }

  private static final String SLIDING = "sliding_attention";
  private static final String FULL = "full_attention";

  final ConfigReader config;
  final int hiddenSize;
  final int headSize;
  final LayerStack stack;
  final int vocabSize;
  final double epsilon;

  private final List<Rotation> rotations = new ArrayList<>();
  private final WeightList weights = new WeightList();
  private List<Long> biasKinds = List.of();
  private List<Long> rotationKinds;
  private long window;

  /**
   * Reads the sizes.
   *
   * @param headSizeAbsent a head's size where {@code head_dim} is missing; 0 for what the heads
   *     divide the hidden state into
   * @param keyValueHeadsAbsent where {@code num_key_value_heads} is missing; 0 for as many as heads
   */
  RotaryDecoder(ConfigReader config, int headSizeAbsent, int keyValueHeadsAbsent)
      throws ConfigException {
    this.config = config;
    hiddenSize = config.size("hidden_size");
    int heads = config.size("num_attention_heads");
    if (!config.has("head_dim") && headSizeAbsent == 0) {
      config.requireDivides("num_attention_heads", heads, "hidden_size", hiddenSize);
    }
    headSize = config.size("head_dim", headSizeAbsent == 0 ? hiddenSize / heads : headSizeAbsent);
    int keyValueHeads =
        config.size("num_key_value_heads", keyValueHeadsAbsent == 0 ? heads : keyValueHeadsAbsent);
    config.requireDivides("num_key_value_heads", keyValueHeads, "num_attention_heads", heads);
    stack =
        new LayerStack(
            config.layers("num_hidden_layers"),
            heads,
            keyValueHeads,
            headSize,
            config.size("intermediate_size"));
    vocabSize = config.size("vocab_size");
    epsilon = config.epsilon("rms_norm_eps", 1e-6);
    rotationKinds = IntStream.range(0, stack.layers()).mapToObj(layer -> 0L).toList();
  }

  /** The same rotation in all layers. */
  void rotate(Rotation rotation) {
    rotations.add(rotation);
  }

  /** Other rotations in layers with a window than in those without. */
  void rotate(Rotation full, Rotation sliding) {
    rotations.add(full);
    rotations.add(sliding);
    if (!biasKinds.isEmpty()) {
      rotationKinds = biasKinds.stream().map(kind -> kind == 0 ? 1L : 0L).toList();
    }
  }

  /**
   * Lets a query see only so many keys in some layers.
   *
   * @param layerTypes for each layer, as {@code layer_types} has it
   * @throws ConfigException when a layer is of another type, or their number is not that of layers
   */
  void windows(List<String> layerTypes) throws ConfigException {
    if (layerTypes.size() != stack.layers()) {
      throw config.fault(
          "layer_types", layerTypes.size() + " layers", "the model has " + stack.layers());
    }
    List<Long> kinds = new ArrayList<>();
    for (String type : layerTypes) {
      if (!type.equals(SLIDING) && !type.equals(FULL)) {
        throw config.fault("layer_types", type, "not one of " + FULL + ", " + SLIDING);
      }
      kinds.add(type.equals(SLIDING) ? 0L : -1L);
    }
    if (kinds.contains(0L)) {
      biasKinds = kinds;
      window = config.size("sliding_window", 4096);
    }
  }

  /** The layers' types: those of {@code layer_types}, or what {@code absent} says of each layer. */
  List<String> layerTypes(IntPredicate slidingWhereAbsent) throws ConfigException {
    List<String> given = config.texts("layer_types");
    return given.isEmpty()
        ? IntStream.range(0, stack.layers())
            .mapToObj(layer -> slidingWhereAbsent.test(layer) ? SLIDING : FULL)
            .toList()
        : given;
  }

  /** Whether the file holds no head that writes: a model made for its vectors. */
  boolean onlyEncodes() throws ConfigException {
    return config.architecture().endsWith("Model");
  }

  /**
   * Adds the table of tokens, the last norm and the head.
   *
   * @param tied whether the table is the head where the file has none of its own
   */
  void outside(boolean tied, double normShift) throws ConfigException {
    boolean headless = onlyEncodes();
    weights.outside(
        "load",
        (outside, arguments) -> {
          arguments.add(normShift);
          outside.table("embed_tokens.weight", vocabSize, hiddenSize);
          if (tied && !headless) {
            outside.copies("lm_head.weight");
          }
          outside.factors("norm.weight", hiddenSize);
          if (!headless) {
            outside.head("lm_head.weight", hiddenSize, vocabSize, tied);
          }
        });
  }

  /** Adds something of every layer. */
  void layers(String method, WeightList.Layer layer) {
    weights.layers(method, WeightGroup.Part.DECODER_LAYER, "layers.", stack.layers(), layer);
  }

  /** Adds projections of queries, keys and values apart from each other. */
  void attention(boolean inBias, boolean outBias, double scale) {
    long queries = (long) stack.heads() * headSize;
    long keys = (long) stack.keyValueHeads() * headSize;
    layers(
        "load_attention",
        (layer, block, arguments) -> {
          arguments.add(scale);
          block
              .matrix("self_attn.q_proj.weight", hiddenSize, queries)
              .matrix("self_attn.k_proj.weight", hiddenSize, keys)
              .matrix("self_attn.v_proj.weight", hiddenSize, keys)
              .matrix("self_attn.o_proj.weight", queries, hiddenSize);
          if (inBias) {
            block
                .bias("self_attn.q_proj.bias", queries)
                .bias("self_attn.k_proj.bias", keys)
                .bias("self_attn.v_proj.bias", keys);
          }
          if (outBias) {
            block.bias("self_attn.o_proj.bias", hiddenSize);
          }
        });
  }

  /** Adds norms of each head's query and key. */
  void headNorms(double shift, double scale) {
    layers(
        "load_head_norms",
        (layer, block, arguments) -> {
          arguments.addAll(List.of(shift, scale));
          block
              .factors("self_attn.q_norm.weight", headSize)
              .factors("self_attn.k_norm.weight", headSize);
        });
  }

  /**
   * Adds a layer's norms.
   *
   * @param names in the order of the program's {@code load_norms}
   */
  void norms(double shift, List<String> names) {
    layers(
        "load_norms",
        (layer, block, arguments) -> {
          arguments.add(shift);
          names.forEach(name -> block.factors(name + ".weight", hiddenSize));
        });
  }

  /** Adds a gated feed-forward layer of three matrices. */
  void mlp(boolean bias) {
    int size = stack.intermediateSize();
    layers(
        "load_mlp",
        (layer, block, arguments) -> {
          block
              .matrix("mlp.gate_proj.weight", hiddenSize, size)
              .matrix("mlp.up_proj.weight", hiddenSize, size)
              .matrix("mlp.down_proj.weight", size, hiddenSize);
          if (bias) {
            block
                .bias("mlp.gate_proj.bias", size)
                .bias("mlp.up_proj.bias", size)
                .bias("mlp.down_proj.bias", hiddenSize);
          }
        });
  }

  /**
   * Ends with the program's attributes.
   *
   * @param bends {@link Bends#NONE} but for Gemma
   */
  ModelConfig build(String activationField, Activation activationAbsent, Bends bends)
      throws ConfigException {
    int positions = rotations.stream().mapToInt(Rotation::maxPositions).min().orElseThrow();
    ModelConfig.Builder builder =
        onlyEncodes()
            ? ModelConfig.readingDecoder(config.modelType(), stack)
            : ModelConfig.decoder(config.modelType(), stack);
    builder
        .vocabSize(vocabSize)
        .hiddenSize(hiddenSize)
        .maxPositions(positions)
        .attribute("max_positions", (long) positions)
        .attribute("heads", (long) stack.heads())
        .attribute("kv_heads", (long) stack.keyValueHeads())
        .attribute("epsilon", epsilon)
        .attribute("activation", config.activation(activationField, activationAbsent).program())
        .attribute("window", window)
        .attribute("bias_kinds", biasKinds)
        .attribute("rotation_kinds", rotationKinds)
        .attribute(
            "frequencies", rotations.stream().flatMap(r -> r.frequencies().stream()).toList())
        .attribute("rotation_factors", rotations.stream().map(Rotation::factor).toList())
        .attribute("embedding_scale", bends.embeddingScale())
        .attribute("score_cap", bends.scoreCap())
        .attribute("logit_cap", bends.logitCap());
    return builder.build("llama", List.of("model.", ""), weights);
  }
}
