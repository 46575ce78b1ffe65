package dev.glossa.udf.model.family;

import java.util.List;

/**
 * GPT-NeoX, as Pythia and Polyglot-Ko are: a decoder that turns a part of each head by its position
 * and may run its two parts side by side (<a
 * href="https://huggingface.co/docs/transformers/model_doc/gpt_neox">Hugging Face's page</a>).
 */
final class GptNeoX implements Family {
  @Override
  public List<String> modelTypes() {
    return List.of("gpt_neox");
  }

  @Override
  public ModelConfig read(ConfigReader config) throws ConfigException {
    int width = config.size("hidden_size");
    int heads = config.size("num_attention_heads");
    config.requireDivides("num_attention_heads", heads, "hidden_size", width);
    LayerStack stack =
        LayerStack.of(
            config.layers("num_hidden_layers"), heads, width, config.size("intermediate_size"));
    Rotation rotation =
        Rotation.read(
            config,
            "full_attention",
            stack.headSize(),
            new Rotation.Defaults(
                config.real("rotary_emb_base", 10_000), config.real("rotary_pct", 0.25)));
    int vocabulary = config.size("vocab_size");
    return ModelConfig.decoder("gpt_neox", stack)
        .vocabSize(vocabulary)
        .hiddenSize(width)
        .maxPositions(rotation.maxPositions())
        .attribute("max_positions", (long) rotation.maxPositions())
        .attribute("heads", (long) heads)
        .attribute("epsilon", config.epsilon("layer_norm_eps", 1e-5))
        .attribute("activation", config.activation("hidden_act", Activation.GELU).program())
        .attribute("parallel", config.flag("use_parallel_residual", true))
        .attribute("frequencies", rotation.frequencies())
        .attribute("rotation_factor", rotation.factor())
        .build("gptneox", List.of("gpt_neox.", ""), weights(config, stack, width, vocabulary));
  }

  private static WeightList weights(
      ConfigReader config, LayerStack stack, int width, int vocabulary) throws ConfigException {
    boolean tied = config.flag("tie_word_embeddings", false);
    boolean bias = config.flag("attention_bias", true);
    WeightList weights = new WeightList();
    weights.outside(
        "load",
        (outside, arguments) -> {
          outside.table("embed_in.weight", vocabulary, width);
          if (tied) {
            outside.copies("embed_out.weight");
          }
          outside.norm("final_layer_norm", width);
          outside.head("embed_out.weight", width, vocabulary, tied);
        });
    weights.layers(
        "load_layer",
        WeightGroup.Part.DECODER_LAYER,
        "layers.",
        stack.layers(),
        (layer, block, arguments) -> {
          block
              .norm("input_layernorm", width)
              .norm("post_attention_layernorm", width)
              .linear("mlp.dense_h_to_4h", width, stack.intermediateSize())
              .linear("mlp.dense_4h_to_h", stack.intermediateSize(), width)
              .matrix("attention.query_key_value.weight", width, 3L * width)
              .matrix("attention.dense.weight", width, width);
          if (bias) {
            block.bias("attention.query_key_value.bias", 3L * width);
            block.bias("attention.dense.bias", width);
          }
        });
    return weights;
  }
}
