package dev.glossa.udf.model.family;

import java.util.Collections;
import java.util.List;
import java.util.Map;

/**
 * T5, FLAN-T5 and mT5: an encoder and a decoder that know positions by their distance only (<a
 * href="https://huggingface.co/docs/transformers/model_doc/t5">Hugging Face's page</a>). They have
 * no longest text of their own; {@code n_positions}, 512 where it is missing, is what they were
 * trained on.
 */
final class T5 implements Family {
  private static final String GATED = "gated-";

  private static final Map<String, Object> GENERATION =
      Map.of("pad_token_id", 0, "eos_token_id", 1, "decoder_start_token_id", 0);

  @Override
  public List<String> modelTypes() {
    return List.of("t5", "mt5");
  }

  @Override
  public ModelConfig read(ConfigReader config) throws ConfigException {
    config.require("is_encoder_decoder", true, "the program needs both parts");
    config.require("is_decoder", false, "the program needs both parts");
    int width = config.size("d_model");
    int layers = config.layers("num_layers");
    LayerStack encoder = stack(config, layers);
    LayerStack decoder =
        stack(
            config,
            config.has("num_decoder_layers") ? config.layers("num_decoder_layers") : layers);
    String projection = config.text("feed_forward_proj", "relu");
    boolean gated = projection.startsWith(GATED);
    // Of these, only T5 itself scales what a head reads that is its table of tokens.
    boolean scaled =
        config.modelType().equals("t5")
            && config.flag("scale_decoder_outputs", config.flag("tie_word_embeddings", true));
    int vocabulary = config.size("vocab_size");
    int positions = config.size("n_positions", 512);
    return ModelConfig.encoderDecoder(config.modelType(), encoder, decoder)
        .vocabSize(vocabulary)
        .hiddenSize(width)
        .maxPositions(positions)
        .attribute("heads", (long) encoder.heads())
        .attribute("epsilon", config.epsilon("layer_norm_epsilon", 1e-6))
        .attribute("activation", activation(config, projection).program())
        .attribute("head_scale", scaled ? Math.pow(width, -0.5) : 1.0)
        .attribute("farthest", (long) config.size("relative_attention_max_distance", 128))
        .attribute("bias_kinds", Collections.nCopies(encoder.layers(), 0L))
        .attribute("decoder_bias_kinds", Collections.nCopies(decoder.layers(), 1L))
        .generationDefaults(GENERATION)
        .build(
            "t5",
            List.of(""),
            weights(
                new Sizes(
                    vocabulary, width, config.size("relative_attention_num_buckets", 32), gated),
                encoder,
                decoder));
  }

  private static LayerStack stack(ConfigReader config, int layers) throws ConfigException {
    int heads = config.size("num_heads");
    return new LayerStack(layers, heads, heads, config.size("d_kv"), config.size("d_ff"));
  }

  /** The older form says gelu where it means the approximation. */
  private static Activation activation(ConfigReader config, String projection)
      throws ConfigException {
    String name = projection.startsWith(GATED) ? projection.substring(GATED.length()) : projection;
    String meant = projection.equals("gated-gelu") ? "gelu_new" : name;
    return Activation.named(meant)
        .orElseThrow(
            () ->
                config.fault("feed_forward_proj", projection, "not one of " + Activation.known()));
  }

  private record Sizes(int vocabulary, int width, int buckets, boolean gated) {}

  private static WeightList weights(Sizes sizes, LayerStack encoder, LayerStack decoder) {
    int width = sizes.width();
    WeightList weights = new WeightList();
    weights.outside(
        "load",
        (outside, arguments) -> {
          outside
              .table("shared.weight", sizes.vocabulary(), width)
              .copies("encoder.embed_tokens.weight", "decoder.embed_tokens.weight");
          for (String part : List.of("encoder", "decoder")) {
            outside.factors(part + ".final_layer_norm.weight", width);
          }
          for (String part : List.of("encoder", "decoder")) {
            outside.table(
                part + ".block.0.layer.0.SelfAttention.relative_attention_bias.weight",
                sizes.buckets(),
                encoder.heads());
          }
          outside.matrix("lm_head.weight", width, sizes.vocabulary()).optional();
        });
    part(weights, "encoder.block.", WeightGroup.Part.ENCODER_LAYER, encoder, sizes);
    part(weights, "decoder.block.", WeightGroup.Part.DECODER_LAYER, decoder, sizes);
    return weights;
  }

  private static void part(
      WeightList weights, String prefix, WeightGroup.Part part, LayerStack stack, Sizes sizes) {
    int width = sizes.width();
    int inner = stack.heads() * stack.headSize();
    boolean writes = part == WeightGroup.Part.DECODER_LAYER;
    weights.layers(
        "load_attention",
        part,
        prefix,
        stack.layers(),
        (layer, block, arguments) -> {
          for (String projection : List.of("q", "k", "v")) {
            block.matrix("layer.0.SelfAttention." + projection + ".weight", width, inner);
          }
          block
              .matrix("layer.0.SelfAttention.o.weight", inner, width)
              .factors("layer.0.layer_norm.weight", width);
        });
    if (writes) {
      weights.layers(
          "load_cross_attention",
          part,
          prefix,
          stack.layers(),
          (layer, block, arguments) ->
              block
                  .matrix("layer.1.EncDecAttention.q.weight", width, inner)
                  .crossMatrix("layer.1.EncDecAttention.k.weight", width, inner)
                  .crossMatrix("layer.1.EncDecAttention.v.weight", width, inner)
                  .matrix("layer.1.EncDecAttention.o.weight", inner, width)
                  .factors("layer.1.layer_norm.weight", width));
    }
    String mlp = writes ? "layer.2." : "layer.1.";
    String dense = mlp + "DenseReluDense.";
    weights.layers(
        "load_mlp",
        part,
        prefix,
        stack.layers(),
        (layer, block, arguments) -> {
          block
              .factors(mlp + "layer_norm.weight", width)
              .matrix(dense + "wo.weight", stack.intermediateSize(), width);
          for (String in : sizes.gated() ? List.of("wi_0", "wi_1") : List.of("wi")) {
            block.matrix(dense + in + ".weight", width, stack.intermediateSize());
          }
        });
  }
}
