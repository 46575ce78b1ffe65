package dev.glossa.udf.model;

import java.util.List;
import java.util.Map;

/**
 * GPT-2: a decoder that writes (<a
 * href="https://huggingface.co/docs/transformers/model_doc/gpt2">Hugging Face's page</a>). In
 * brackets, the names in {@code config.json}.
 *
 * @param layers blocks [n_layer]
 * @param heads attention heads of a block [n_head]
 * @param width size of a token's vector [n_embd]
 * @param feedForward size between the two matrices of a block's feed-forward layer [n_inner, or 4 ×
 *     n_embd]
 * @param positions longest sequence [n_positions]
 * @param vocabulary rows of the embedding table [vocab_size]
 * @param activation [activation_function]
 * @param layerNormEpsilon [layer_norm_epsilon]
 * @param scaleAttention whether scores are divided by √(width / heads) [scale_attn_weights]
 * @param scaleByInverseLayer whether scores are also divided by the block's number, from 1
 *     [scale_attn_by_inverse_layer_idx]
 * @param tiedEmbeddings whether the output head is the embedding table where the file has none of
 *     its own [tie_word_embeddings]; engines ask {@code tensors().contains("lm_head.weight")}
 */
public record Gpt2Config(
    int layers,
    int heads,
    int width,
    int feedForward,
    int positions,
    int vocabulary,
    Activation activation,
    double layerNormEpsilon,
    boolean scaleAttention,
    boolean scaleByInverseLayer,
    boolean tiedEmbeddings)
    implements ModelConfig {

  static Gpt2Config read(ConfigReader reader) throws CheckpointException {
    reader.require("add_cross_attention", false, "the program has no cross-attention");
    int width = reader.size("n_embd");
    int heads = reader.size("n_head");
    reader.requireDivides("n_head", heads, "n_embd", width);
    return new Gpt2Config(
        reader.layers("n_layer"),
        heads,
        width,
        reader.size("n_inner", 4 * width),
        reader.size("n_positions"),
        reader.size("vocab_size"),
        reader.activation("activation_function", Activation.GELU_TANH),
        reader.epsilon("layer_norm_epsilon", 1e-5),
        reader.flag("scale_attn_weights", true),
        reader.flag("scale_attn_by_inverse_layer_idx", false),
        reader.flag("tie_word_embeddings", true));
  }

  /**
   * Names without {@code transformer.}. Linear weights are Conv1D's: [in, out]. {@code c_attn}
   * holds query, key and value side by side.
   */
  @Override
  public Architecture architecture() {
    Architecture.Builder names = new Architecture.Builder("transformer.", Map.of("h.", layers));
    if (tiedEmbeddings) {
      names.tied("wte.weight", List.of("lm_head.weight"), vocabulary, width);
      names.optional("lm_head.weight", vocabulary, width);
    } else {
      names.needed("wte.weight", vocabulary, width);
      names.needed("lm_head.weight", vocabulary, width);
    }
    names.needed("wpe.weight", positions, width);
    for (int layer = 0; layer < layers; layer++) {
      String block = "h." + layer + ".";
      names.norm(block + "ln_1", width);
      names.convolution(block + "attn.c_attn", width, 3L * width);
      names.convolution(block + "attn.c_proj", width, width);
      names.norm(block + "ln_2", width);
      names.convolution(block + "mlp.c_fc", width, feedForward);
      names.convolution(block + "mlp.c_proj", feedForward, width);
    }
    names.norm("ln_f", width);
    return names.build();
  }
}
