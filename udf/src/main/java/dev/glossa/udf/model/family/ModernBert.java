package dev.glossa.udf.model.family;

import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * ModernBERT: an encoder with rotary positions, in which most layers see a window of the text (<a
 * href="https://huggingface.co/docs/transformers/model_doc/modernbert">Hugging Face's page</a>).
 */
final class ModernBert implements Family {
  private static final String SLIDING = "sliding_attention";
  private static final String FULL = "full_attention";

  @Override
  public List<String> modelTypes() {
    return List.of("modernbert");
  }

  @Override
  public ModelConfig read(ConfigReader config) throws ConfigException {
    int width = config.size("hidden_size");
    int heads = config.size("num_attention_heads");
    config.requireDivides("num_attention_heads", heads, "hidden_size", width);
    LayerStack stack =
        LayerStack.of(
            config.layers("num_hidden_layers"), heads, width, config.size("intermediate_size"));
    List<String> types = layerTypes(config, stack.layers());
    Rotation full = rotation(config, FULL, "global_rope_theta", 160_000, stack);
    Rotation sliding = rotation(config, SLIDING, "local_rope_theta", 10_000, stack);
    int positions = Math.min(full.maxPositions(), sliding.maxPositions());
    int vocabulary = config.size("vocab_size");
    WeightList weights = weights(config, stack, width, vocabulary);
    Optional<LabelHead> head = LabelHead.of(config);
    if (head.isPresent()) {
      head(config, weights, width, head.get().count());
    }
    ModelConfig.Builder model = ModelConfig.encoder("modernbert", stack);
    head.ifPresent(model::head);
    return model
        .vocabSize(vocabulary)
        .hiddenSize(width)
        .maxPositions(positions)
        .attribute("max_positions", (long) positions)
        .attribute("heads", (long) heads)
        .attribute("epsilon", config.epsilon("norm_eps", 1e-5))
        .attribute("activation", config.activation("hidden_activation", Activation.GELU).program())
        .attribute("window", config.size("local_attention", 128) / 2L)
        .attribute("bias_kinds", types.stream().map(t -> t.equals(SLIDING) ? 0L : -1L).toList())
        .attribute("rotation_kinds", types.stream().map(t -> t.equals(SLIDING) ? 1L : 0L).toList())
        .attribute(
            "frequencies", Stream.of(full, sliding).flatMap(r -> r.frequencies().stream()).toList())
        .attribute("rotation_factors", List.of(full.factor(), sliding.factor()))
        .attribute(
            "classifier_activation",
            config.activation("classifier_activation", Activation.GELU).program())
        .attribute("classifier_mean", mean(config))
        .build("modernbert", List.of("model.", ""), weights);
  }

  private static List<String> layerTypes(ConfigReader config, int layers) throws ConfigException {
    List<String> given = config.texts("layer_types");
    int every = config.size("global_attn_every_n_layers", 3);
    List<String> types =
        given.isEmpty()
            ? IntStream.range(0, layers).mapToObj(i -> i % every == 0 ? FULL : SLIDING).toList()
            : given;
    if (types.size() != layers || !List.of(FULL, SLIDING).containsAll(types)) {
      throw config.fault(
          "layer_types", types.toString(), "not " + layers + " of " + FULL + ", " + SLIDING);
    }
    return types;
  }

  private static Rotation rotation(
      ConfigReader config, String type, String older, double theta, LayerStack stack)
      throws ConfigException {
    Rotation.Defaults absent = new Rotation.Defaults(config.real(older, theta), 1);
    // The older field speaks of all layers.
    return config.object("rope_scaling").isPresent()
        ? Rotation.read(config, type, stack.headSize(), absent)
        : Rotation.ofLayerType(config, type, stack.headSize(), absent);
  }

  private static WeightList weights(
      ConfigReader config, LayerStack stack, int width, int vocabulary) throws ConfigException {
    boolean normBias = config.flag("norm_bias", false);
    boolean attentionBias = config.flag("attention_bias", false);
    boolean mlpBias = config.flag("mlp_bias", false);
    long inner = stack.intermediateSize();
    WeightList weights = new WeightList();
    weights.outside(
        "load",
        (group, arguments) -> group.table("embeddings.tok_embeddings.weight", vocabulary, width));
    weights.outside(
        "load_embedding_norm",
        (group, arguments) -> norm(group, "embeddings.norm", width, normBias));
    weights.outside(
        "load_final_norm", (group, arguments) -> norm(group, "final_norm", width, normBias));
    layers(
        weights,
        stack,
        "load_attention_norm",
        (layer, block, arguments) -> {
          if (layer > 0) {
            norm(block, "attn_norm", width, normBias);
          }
        });
    layers(
        weights,
        stack,
        "load_mlp_norm",
        (layer, block, arguments) -> norm(block, "mlp_norm", width, normBias));
    layers(
        weights,
        stack,
        "load_layer",
        (layer, block, arguments) -> {
          arguments.addAll(List.of(attentionBias, mlpBias));
          block
              .matrix("attn.Wqkv.weight", width, 3L * width)
              .matrix("attn.Wo.weight", width, width)
              .matrix("mlp.Wi.weight", width, 2 * inner)
              .matrix("mlp.Wo.weight", inner, width);
          if (attentionBias) {
            block.bias("attn.Wqkv.bias", 3L * width).bias("attn.Wo.bias", width);
          }
          if (mlpBias) {
            block.bias("mlp.Wi.bias", 2 * inner).bias("mlp.Wo.bias", width);
          }
        });
    return weights;
  }

  /** Whether a text is labeled by the mean over its tokens; otherwise by its first token. */
  private static boolean mean(ConfigReader config) throws ConfigException {
    String pooling = config.text("classifier_pooling", "cls");
    if (!List.of("cls", "mean").contains(pooling)) {
      throw config.fault("classifier_pooling", pooling, "not one of cls, mean");
    }
    return pooling.equals("mean");
  }

  private static void head(ConfigReader config, WeightList weights, int width, int labels)
      throws ConfigException {
    boolean bias = config.flag("classifier_bias", false);
    boolean normBias = config.flag("norm_bias", false);
    weights.outside(
        "load_classifier_norm",
        (group, arguments) -> {
          group.factors("head.norm.weight", width).outer();
          if (normBias) {
            group.bias("head.norm.bias", width).outer();
          }
        });
    weights.outside(
        "load_classifier",
        (group, arguments) -> {
          group.matrix("head.dense.weight", width, width).outer();
          if (bias) {
            group.bias("head.dense.bias", width).outer();
          }
          group.outerLinear("classifier", width, labels);
        });
  }

  private static void layers(
      WeightList weights, LayerStack stack, String method, WeightList.Layer layer) {
    weights.layers(method, WeightGroup.Part.ENCODER_LAYER, "layers.", stack.layers(), layer);
  }

  private static void norm(WeightList.Group group, String name, int size, boolean bias) {
    group.factors(name + ".weight", size);
    if (bias) {
      group.bias(name + ".bias", size);
    }
  }
}
