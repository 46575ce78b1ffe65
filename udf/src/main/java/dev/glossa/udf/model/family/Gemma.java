package dev.glossa.udf.model.family;

import java.util.List;

/**
 * Gemma 2 and 3: decoders with norms before and after each part, whose weights are stored less one,
 * and layers with a window between those without (<a
 * href="https://huggingface.co/docs/transformers/model_doc/gemma3">Hugging Face's page</a>). Gemma
 * 2 bends scores and logits into a range; Gemma 3 norms queries and keys, turns them by other
 * angles in layers with a window, and leaves scores as they are, whatever its file says.
 */
final class Gemma implements Family {
  private static final List<String> NORMS =
      List.of(
          "input_layernorm",
          "pre_feedforward_layernorm",
          "post_attention_layernorm",
          "post_feedforward_layernorm");

  @Override
  public List<String> modelTypes() {
    return List.of("gemma2", "gemma3_text");
  }

  @Override
  public ModelConfig read(ConfigReader config) throws ConfigException {
    config.require("use_bidirectional_attention", false, "the program reads from left to right");
    boolean third = config.modelType().equals("gemma3_text");
    RotaryDecoder decoder = new RotaryDecoder(config, 256, 4);
    int pattern = third ? config.size("sliding_window_pattern", 6) : 2;
    decoder.windows(decoder.layerTypes(layer -> (layer + 1) % pattern != 0));
    Rotation full =
        Rotation.read(
            config,
            "full_attention",
            decoder.headSize,
            new Rotation.Defaults(third ? 1_000_000 : 10_000, 1));
    if (third) {
      decoder.rotate(full, local(config, decoder.headSize));
    } else {
      decoder.rotate(full);
    }
    boolean bias = config.flag("attention_bias", false);
    double scale = Math.sqrt(decoder.headSize / config.real("query_pre_attn_scalar", 256));
    decoder.outside(config.flag("tie_word_embeddings", true), 1);
    decoder.norms(1, NORMS);
    decoder.attention(bias, bias, third ? 1 : scale);
    if (third) {
      decoder.headNorms(1, scale);
    }
    decoder.mlp(false);
    return decoder.build(
        "hidden_activation",
        Activation.GELU_TANH,
        new RotaryDecoder.Bends(
            Math.sqrt(decoder.hiddenSize),
            third ? 0 : cap(config, "attn_logit_softcapping", 50),
            cap(config, "final_logit_softcapping", third ? 0 : 30)));
  }

  /** A cap that is null means none; one that is missing is the family's. */
  private static double cap(ConfigReader config, String name, double absent)
      throws ConfigException {
    return config.isNull(name) ? 0 : config.real(name, absent);
  }

  /** The rotation of layers with a window, which the older form keeps in a field of its own. */
  private static Rotation local(ConfigReader config, int headSize) throws ConfigException {
    double theta = config.real("rope_local_base_freq", 10_000);
    return Rotation.ofLayerType(
        config, "sliding_attention", headSize, new Rotation.Defaults(theta, 1));
  }
}
