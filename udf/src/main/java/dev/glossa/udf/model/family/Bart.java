package dev.glossa.udf.model.family;

import java.util.List;
import java.util.Map;

/**
 * BART: an encoder that reads and a decoder that writes (<a
 * href="https://huggingface.co/docs/transformers/model_doc/bart">Hugging Face's page</a>). Its
 * texts are {@code <s>} text {@code </s>}, which KoBART's tokenizer leaves to the model.
 */
final class Bart implements Family {
  /** Rows of a position table before the row of position 0 (BartLearnedPositionalEmbedding). */
  private static final int POSITION_OFFSET = 2;

  /** Epsilon of every layer norm: PyTorch's default, which no configuration changes. */
  private static final double LAYER_NORM_EPSILON = 1e-5;

  /** What {@code BartConfig} of transformers says where the file says nothing. */
  private static final Map<String, Object> GENERATION =
      Map.of(
          "bos_token_id", 0,
          "pad_token_id", 1,
          "eos_token_id", 2,
          "decoder_start_token_id", 2,
          "forced_eos_token_id", 2);

  @Override
  public List<String> modelTypes() {
    return List.of("bart");
  }

  @Override
  public ModelConfig read(ConfigReader reader) throws ConfigException {
    reader.require("is_encoder_decoder", true, "the program needs both parts");
    reader.require("is_decoder", false, "the program needs both parts");
    reader.require("tie_word_embeddings", true, "the program has one embedding table");
    int width = reader.size("d_model");
    LayerStack encoder = stack(reader, "encoder", width);
    LayerStack decoder = stack(reader, "decoder", width);
    int positions = reader.size("max_position_embeddings");
    int vocabulary = reader.size("vocab_size");
    double scale = reader.flag("scale_embedding", false) ? Math.sqrt(width) : 1;

    WeightList weights = new WeightList();
    weights.outside(
        "load",
        (outside, arguments) -> {
          arguments.add(scale);
          outside
              .table("shared.weight", vocabulary, width)
              .copies(
                  "encoder.embed_tokens.weight", "decoder.embed_tokens.weight", "lm_head.weight");
          for (String part : List.of("encoder", "decoder")) {
            outside
                .table(part + ".embed_positions.weight", positions + POSITION_OFFSET, width)
                .norm(part + ".layernorm_embedding", width);
          }
          outside.row("final_logits_bias", vocabulary).optional().outer();
        });
    weights.layers(
        "load_layer",
        WeightGroup.Part.ENCODER_LAYER,
        "encoder.layers.",
        encoder.layers(),
        (layer, block, arguments) -> addLayer(block, width, encoder.intermediateSize()));
    weights.layers(
        "load_layer",
        WeightGroup.Part.DECODER_LAYER,
        "decoder.layers.",
        decoder.layers(),
        (layer, block, arguments) -> {
          addLayer(block, width, decoder.intermediateSize());
          block
              .linear("encoder_attn.q_proj", width, width)
              .crossLinear("encoder_attn.k_proj", width, width)
              .crossLinear("encoder_attn.v_proj", width, width)
              .linear("encoder_attn.out_proj", width, width)
              .norm("encoder_attn_layer_norm", width);
        });
    return ModelConfig.encoderDecoder("bart", encoder, decoder)
        .vocabSize(vocabulary)
        .hiddenSize(width)
        .maxPositions(positions)
        .attribute("encoder_heads", (long) encoder.heads())
        .attribute("decoder_heads", (long) decoder.heads())
        .attribute("epsilon", LAYER_NORM_EPSILON)
        .attribute(
            "activation", reader.activation("activation_function", Activation.GELU).program())
        .frame(TextFrame.BEGIN_AND_END)
        .generationDefaults(GENERATION)
        .build("bart", List.of("model.", ""), weights);
  }

  private static LayerStack stack(ConfigReader reader, String part, int width)
      throws ConfigException {
    int heads = reader.size(part + "_attention_heads");
    reader.requireDivides(part + "_attention_heads", heads, "d_model", width);
    return LayerStack.of(
        reader.layers(part + "_layers"), heads, width, reader.size(part + "_ffn_dim"));
  }

  /** What layers of both parts have. */
  private static void addLayer(WeightList.Group block, int width, int intermediate) {
    for (String projection : List.of("q_proj", "k_proj", "v_proj", "out_proj")) {
      block.linear("self_attn." + projection, width, width);
    }
    block
        .norm("self_attn_layer_norm", width)
        .linear("fc1", width, intermediate)
        .linear("fc2", intermediate, width)
        .norm("final_layer_norm", width);
  }
}
