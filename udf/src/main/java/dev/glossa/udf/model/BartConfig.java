package dev.glossa.udf.model;

import java.util.List;
import java.util.Map;

/**
 * BART: an encoder that reads and a decoder that writes (<a
 * href="https://huggingface.co/docs/transformers/model_doc/bart">Hugging Face's page</a>). In
 * brackets, the names in {@code config.json}.
 *
 * @param encoderLayers [encoder_layers]
 * @param encoderHeads [encoder_attention_heads]
 * @param encoderFeedForward [encoder_ffn_dim]
 * @param decoderLayers [decoder_layers]
 * @param decoderHeads heads of the decoder's own and of its cross-attention
 *     [decoder_attention_heads]
 * @param decoderFeedForward [decoder_ffn_dim]
 * @param width size of a token's vector [d_model]
 * @param positions longest sequence of either part [max_position_embeddings]; the tables have two
 *     rows more, and position p stands in row p + 2
 * @param vocabulary rows of the embedding table [vocab_size]
 * @param activation [activation_function]
 * @param scaleEmbedding whether token embeddings are multiplied by √width [scale_embedding]
 */
public record BartConfig(
    int encoderLayers,
    int encoderHeads,
    int encoderFeedForward,
    int decoderLayers,
    int decoderHeads,
    int decoderFeedForward,
    int width,
    int positions,
    int vocabulary,
    Activation activation,
    boolean scaleEmbedding)
    implements ModelConfig {

  /** Rows of a position table before the row of position 0 (BartLearnedPositionalEmbedding). */
  public static final int POSITION_OFFSET = 2;

  /** Epsilon of every layer norm: PyTorch's default, which no configuration changes. */
  public static final double LAYER_NORM_EPSILON = 1e-5;

  static BartConfig read(ConfigReader reader) throws CheckpointException {
    reader.require("is_encoder_decoder", true, "the program needs both parts");
    reader.require("is_decoder", false, "the program needs both parts");
    reader.require("tie_word_embeddings", true, "the program has one embedding table");
    int width = reader.size("d_model");
    int encoderHeads = reader.size("encoder_attention_heads");
    int decoderHeads = reader.size("decoder_attention_heads");
    reader.requireDivides("encoder_attention_heads", encoderHeads, "d_model", width);
    reader.requireDivides("decoder_attention_heads", decoderHeads, "d_model", width);
    return new BartConfig(
        reader.layers("encoder_layers"),
        encoderHeads,
        reader.size("encoder_ffn_dim"),
        reader.layers("decoder_layers"),
        decoderHeads,
        reader.size("decoder_ffn_dim"),
        width,
        reader.size("max_position_embeddings"),
        reader.size("vocab_size"),
        reader.activation("activation_function", Activation.GELU),
        reader.flag("scale_embedding", false));
  }

  /** Names without {@code model.}. Linear weights are [out, in]. */
  @Override
  public Architecture architecture() {
    Architecture.Builder names =
        new Architecture.Builder(
            "model.", Map.of("encoder.layers.", encoderLayers, "decoder.layers.", decoderLayers));
    names.tied(
        "shared.weight",
        List.of("encoder.embed_tokens.weight", "decoder.embed_tokens.weight", "lm_head.weight"),
        vocabulary,
        width);
    names.optional("final_logits_bias", 1, vocabulary);
    part(names, "encoder", encoderLayers, encoderFeedForward, List.of("self_attn"));
    part(names, "decoder", decoderLayers, decoderFeedForward, List.of("self_attn", "encoder_attn"));
    return names.build();
  }

  private void part(
      Architecture.Builder names,
      String part,
      int layers,
      int feedForward,
      List<String> attentions) {
    names.needed(part + ".embed_positions.weight", positions + (long) POSITION_OFFSET, width);
    names.norm(part + ".layernorm_embedding", width);
    for (int layer = 0; layer < layers; layer++) {
      String block = part + ".layers." + layer + ".";
      for (String attention : attentions) {
        for (String projection : List.of("q_proj", "k_proj", "v_proj", "out_proj")) {
          names.linear(block + attention + "." + projection, width, width);
        }
        names.norm(block + attention + "_layer_norm", width);
      }
      names.linear(block + "fc1", width, feedForward);
      names.linear(block + "fc2", feedForward, width);
      names.norm(block + "final_layer_norm", width);
    }
  }
}
