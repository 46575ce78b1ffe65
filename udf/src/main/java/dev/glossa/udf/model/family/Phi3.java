package dev.glossa.udf.model.family;

import java.util.List;

/**
 * Phi-3: a relation of Llama whose file holds queries, keys and values in one matrix, and the two
 * first matrices of the feed-forward layer in another (<a
 * href="https://huggingface.co/docs/transformers/model_doc/phi3">Hugging Face's page</a>).
 */
final class Phi3 implements Family {
  @Override
  public List<String> modelTypes() {
    return List.of("phi3");
  }

  @Override
  public ModelConfig read(ConfigReader config) throws ConfigException {
    RotaryDecoder decoder = new RotaryDecoder(config, 0, 0);
    boolean window = config.has("sliding_window");
    decoder.windows(decoder.layerTypes(layer -> window));
    decoder.rotate(
        Rotation.read(
            config, "full_attention", decoder.headSize, new Rotation.Defaults(10_000, 1)));
    decoder.outside(config.flag("tie_word_embeddings", false), 0);
    decoder.norms(0, List.of("input_layernorm", "post_attention_layernorm"));
    LayerStack stack = decoder.stack;
    long queries = (long) stack.heads() * decoder.headSize;
    long keys = (long) stack.keyValueHeads() * decoder.headSize;
    decoder.layers(
        "load_fused_attention",
        (layer, block, arguments) ->
            block
                .matrix("self_attn.qkv_proj.weight", decoder.hiddenSize, queries + 2 * keys)
                .matrix("self_attn.o_proj.weight", queries, decoder.hiddenSize));
    decoder.layers(
        "load_fused_mlp",
        (layer, block, arguments) ->
            block
                .matrix(
                    "mlp.gate_up_proj.weight", decoder.hiddenSize, 2L * stack.intermediateSize())
                .matrix("mlp.down_proj.weight", stack.intermediateSize(), decoder.hiddenSize));
    return decoder.build("hidden_act", Activation.SILU, RotaryDecoder.Bends.NONE);
  }
}
