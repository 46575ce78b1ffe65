package dev.glossa.udf.model.family;

import java.util.List;

/**
 * OPT: a decoder whose table of positions begins two rows late, and whose tokens may have smaller
 * vectors than its layers (<a href="https://huggingface.co/docs/transformers/model_doc/opt">Hugging
 * Face's page</a>).
 */
final class Opt implements Family {
  private static final int POSITION_OFFSET = 2;
  private static final double LAYER_NORM_EPSILON = 1e-5;

  @Override
  public List<String> modelTypes() {
    return List.of("opt");
  }

  @Override
  public ModelConfig read(ConfigReader config) throws ConfigException {
    config.require("enable_bias", true, "the program adds biases");
    config.require("layer_norm_elementwise_affine", true, "the program's norms have weights");
    int width = config.size("hidden_size");
    int heads = config.size("num_attention_heads");
    config.requireDivides("num_attention_heads", heads, "hidden_size", width);
    LayerStack stack =
        LayerStack.of(config.layers("num_hidden_layers"), heads, width, config.size("ffn_dim"));
    int positions = config.size("max_position_embeddings");
    int vocabulary = config.size("vocab_size");
    int tokenWidth = config.size("word_embed_proj_dim", width);
    boolean normFirst = config.flag("do_layer_norm_before", true);
    boolean tied = config.flag("tie_word_embeddings", true);

    WeightList weights = new WeightList();
    weights.outside(
        "load",
        (outside, arguments) -> {
          outside.table("decoder.embed_tokens.weight", vocabulary, tokenWidth);
          if (tied) {
            outside.copies("lm_head.weight");
          }
          outside.table(
              "decoder.embed_positions.weight", positions + (long) POSITION_OFFSET, width);
          outside.head("lm_head.weight", tokenWidth, vocabulary, tied);
        });
    if (normFirst && !config.flag("_remove_final_layer_norm", false)) {
      weights.outside(
          "load_final_norm",
          (outside, arguments) -> outside.norm("decoder.final_layer_norm", width));
    }
    if (tokenWidth != width) {
      weights.outside(
          "load_projections",
          (outside, arguments) ->
              outside
                  .matrix("decoder.project_in.weight", tokenWidth, width)
                  .matrix("decoder.project_out.weight", width, tokenWidth));
    }
    weights.layers(
        "load_layer",
        WeightGroup.Part.DECODER_LAYER,
        "decoder.layers.",
        stack.layers(),
        (layer, block, arguments) ->
            block
                .linear("self_attn.q_proj", width, width)
                .linear("self_attn.k_proj", width, width)
                .linear("self_attn.v_proj", width, width)
                .linear("self_attn.out_proj", width, width)
                .norm("self_attn_layer_norm", width)
                .linear("fc1", width, stack.intermediateSize())
                .linear("fc2", stack.intermediateSize(), width)
                .norm("final_layer_norm", width));
    return ModelConfig.decoder("opt", stack)
        .vocabSize(vocabulary)
        .hiddenSize(tokenWidth)
        .maxPositions(positions)
        .attribute("max_positions", (long) positions)
        .attribute("heads", (long) heads)
        .attribute("epsilon", LAYER_NORM_EPSILON)
        .attribute(
            "activation", config.activation("activation_function", Activation.RELU).program())
        .attribute("norm_first", normFirst)
        .build("opt", List.of("model.", ""), weights);
  }
}
