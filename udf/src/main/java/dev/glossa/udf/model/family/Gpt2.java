package dev.glossa.udf.model.family;

import java.util.List;

/**
 * GPT-2: a decoder that continues a text (<a
 * href="https://huggingface.co/docs/transformers/model_doc/gpt2">Hugging Face's page</a>). Its
 * linear weights are Conv1D's: [in, out]; {@code c_attn} holds query, key and value side by side.
 */
final class Gpt2 implements Family {
  @Override
  public List<String> modelTypes() {
    return List.of("gpt2");
  }

  @Override
  public ModelConfig read(ConfigReader reader) throws ConfigException {
    reader.require("add_cross_attention", false, "the program has no cross-attention");
    int width = reader.size("n_embd");
    int heads = reader.size("n_head");
    reader.requireDivides("n_head", heads, "n_embd", width);
    LayerStack stack =
        LayerStack.of(reader.layers("n_layer"), heads, width, reader.size("n_inner", 4 * width));
    int positions = reader.size("n_positions");
    int vocabulary = reader.size("vocab_size");
    double unscaled = reader.flag("scale_attn_weights", true) ? 1 : Math.sqrt(stack.headSize());
    boolean byLayer = reader.flag("scale_attn_by_inverse_layer_idx", false);
    boolean tied = reader.flag("tie_word_embeddings", true);

    WeightList weights = new WeightList();
    weights.outside(
        "load",
        (outside, arguments) -> {
          outside.table("wte.weight", vocabulary, width);
          if (tied) {
            outside.copies("lm_head.weight");
          }
          outside.table("wpe.weight", positions, width).norm("ln_f", width);
          outside.head("lm_head.weight", width, vocabulary, tied);
        });
    weights.layers(
        "load_layer",
        WeightGroup.Part.DECODER_LAYER,
        "h.",
        stack.layers(),
        (layer, block, arguments) -> {
          arguments.add(byLayer ? unscaled / (layer + 1) : unscaled);
          block
              .norm("ln_1", width)
              .convolution("attn.c_attn", width, 3L * width)
              .convolution("attn.c_proj", width, width)
              .norm("ln_2", width)
              .convolution("mlp.c_fc", width, stack.intermediateSize())
              .convolution("mlp.c_proj", stack.intermediateSize(), width);
        });
    return ModelConfig.decoder("gpt2", stack)
        .vocabSize(vocabulary)
        .hiddenSize(width)
        .maxPositions(positions)
        .attribute("max_positions", (long) positions)
        .attribute("heads", (long) heads)
        .attribute("epsilon", reader.epsilon("layer_norm_epsilon", 1e-5))
        .attribute(
            "activation", reader.activation("activation_function", Activation.GELU_TANH).program())
        .build("gpt2", List.of("transformer.", ""), weights);
  }
}
