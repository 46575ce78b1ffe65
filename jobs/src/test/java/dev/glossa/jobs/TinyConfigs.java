package dev.glossa.jobs;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** The fields of {@code config.json} of small networks. */
public final class TinyConfigs {
  private static final ObjectMapper JSON = new ObjectMapper();

  private TinyConfigs() {}

  /** A GPT-2. */
  public static ObjectNode gpt2(int layers, int heads, int width, int feedForward) {
    return JSON.createObjectNode()
        .put("model_type", "gpt2")
        .put("n_layer", layers)
        .put("n_head", heads)
        .put("n_embd", width)
        .put("n_inner", feedForward);
  }

  /** A BART. */
  public static ObjectNode bart(
      int encoderLayers, int decoderLayers, int heads, int width, int feedForward) {
    return JSON.createObjectNode()
        .put("model_type", "bart")
        .put("is_encoder_decoder", true)
        .put("d_model", width)
        .put("encoder_layers", encoderLayers)
        .put("encoder_attention_heads", heads)
        .put("encoder_ffn_dim", feedForward)
        .put("decoder_layers", decoderLayers)
        .put("decoder_attention_heads", heads)
        .put("decoder_ffn_dim", feedForward);
  }

  /** A BERT. */
  public static ObjectNode bert(int layers, int heads, int width, int feedForward) {
    return JSON.createObjectNode()
        .put("model_type", "bert")
        .put("num_hidden_layers", layers)
        .put("num_attention_heads", heads)
        .put("hidden_size", width)
        .put("intermediate_size", feedForward);
  }

  /** Adds the sizes of the tables, under the name that the family has for positions. */
  public static ObjectNode sized(ObjectNode config, int positions, int vocabulary) {
    boolean gpt2 = config.path("model_type").asText().equals("gpt2");
    return config
        .put(gpt2 ? "n_positions" : "max_position_embeddings", positions)
        .put("vocab_size", vocabulary);
  }
}
