package dev.glossa.udf.model.family;

import java.util.Collections;
import java.util.List;
import java.util.Map;

/**
 * Llama 2 and 3, Mistral, Qwen 2 and Qwen 3: decoders with rotary positions, a gated feed-forward
 * layer and grouped heads (<a
 * href="https://huggingface.co/docs/transformers/model_doc/llama">Hugging Face's page</a>). They
 * differ in biases, in norms of queries and keys, and in which layers have a window.
 */
final class Llama implements Family {
  private static final Rotation.Defaults ROTATION = new Rotation.Defaults(10_000, 1);

  /** The points in which the values of {@code model_type} differ. */
  private record Kind(
      int headSizeAbsent,
      int keyValueHeadsAbsent,
      boolean headNorms,
      boolean qkvBias,
      boolean biasBySetting) {}

  private static final Map<String, Kind> KINDS =
      Map.of(
          "llama", new Kind(0, 0, false, false, true),
          "mistral", new Kind(0, 8, false, false, false),
          "qwen2", new Kind(0, 32, false, true, false),
          "qwen3", new Kind(128, 32, true, false, true));

  @Override
  public List<String> modelTypes() {
    return List.of("llama", "mistral", "qwen2", "qwen3");
  }

  @Override
  public ModelConfig read(ConfigReader config) throws ConfigException {
    String type = config.modelType();
    Kind kind = KINDS.get(type);
    RotaryDecoder decoder =
        new RotaryDecoder(config, kind.headSizeAbsent(), kind.keyValueHeadsAbsent());
    boolean bias = kind.biasBySetting() && config.flag("attention_bias", false);
    decoder.windows(layerTypes(decoder, type));
    decoder.rotate(Rotation.read(config, "full_attention", decoder.headSize, ROTATION));
    decoder.outside(config.flag("tie_word_embeddings", false), 0);
    decoder.norms(0, List.of("input_layernorm", "post_attention_layernorm"));
    decoder.attention(bias || kind.qkvBias(), bias, 1);
    if (kind.headNorms()) {
      decoder.headNorms(0, 1);
    }
    decoder.mlp(type.equals("llama") && config.flag("mlp_bias", false));
    return decoder.build("hidden_act", Activation.SILU, RotaryDecoder.Bends.NONE);
  }

  private static List<String> layerTypes(RotaryDecoder decoder, String type)
      throws ConfigException {
    ConfigReader config = decoder.config;
    return switch (type) {
      case "mistral" -> {
        // A missing window is the family's own, 4096; null is none.
        boolean window = !config.isNull("sliding_window");
        yield decoder.layerTypes(layer -> window);
      }
      case "qwen2", "qwen3" -> {
        boolean window =
            config.flag("use_sliding_window", false) && !config.isNull("sliding_window");
        int first = config.count("max_window_layers", 28);
        yield window
            ? decoder.layerTypes(layer -> layer >= first)
            : Collections.nCopies(decoder.stack.layers(), "full_attention");
      }
      default -> Collections.nCopies(decoder.stack.layers(), "full_attention");
    };
  }
}
