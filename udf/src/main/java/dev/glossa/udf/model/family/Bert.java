package dev.glossa.udf.model.family;

import java.util.List;

/**
 * BERT: an encoder whose vectors stand for texts (<a
 * href="https://huggingface.co/docs/transformers/model_doc/bert">Hugging Face's page</a>). The
 * heads of its pretraining are not read.
 */
final class Bert implements Family {
  @Override
  public List<String> modelTypes() {
    return List.of("bert");
  }

  @Override
  public ModelConfig read(ConfigReader reader) throws ConfigException {
    reader.require("is_decoder", false, "the program is an encoder");
    reader.require("add_cross_attention", false, "the program is an encoder");
    reader.require("position_embedding_type", "absolute", "the program adds position vectors");
    int width = reader.size("hidden_size");
    int heads = reader.size("num_attention_heads");
    reader.requireDivides("num_attention_heads", heads, "hidden_size", width);
    LayerStack stack =
        LayerStack.of(
            reader.layers("num_hidden_layers"), heads, width, reader.size("intermediate_size"));
    int positions = reader.size("max_position_embeddings");
    int types = reader.size("type_vocab_size", 2);
    int vocabulary = reader.size("vocab_size");

    WeightList weights = new WeightList();
    weights.outside(
        "load",
        (outside, arguments) -> {
          outside
              .table("embeddings.word_embeddings.weight", vocabulary, width)
              .table("embeddings.position_embeddings.weight", positions, width)
              .table("embeddings.token_type_embeddings.weight", types, width);
          norm(outside, "embeddings.LayerNorm", width);
          outside.matrix("pooler.dense.weight", width, width).optional();
          outside.bias("pooler.dense.bias", width).optional();
        });
    weights.layers(
        "load_layer",
        WeightGroup.Part.ENCODER_LAYER,
        "encoder.layer.",
        stack.layers(),
        (layer, block, arguments) -> {
          for (String projection : List.of("query", "key", "value")) {
            block.linear("attention.self." + projection, width, width);
          }
          block.linear("attention.output.dense", width, width);
          norm(block, "attention.output.LayerNorm", width);
          block
              .linear("intermediate.dense", width, stack.intermediateSize())
              .linear("output.dense", stack.intermediateSize(), width);
          norm(block, "output.LayerNorm", width);
        });
    return ModelConfig.encoder("bert", stack)
        .vocabSize(vocabulary)
        .hiddenSize(width)
        .maxPositions(positions)
        .attribute("heads", (long) heads)
        .attribute("epsilon", reader.epsilon("layer_norm_eps", 1e-12))
        .attribute("activation", reader.activation("hidden_act", Activation.GELU).program())
        .build("bert", List.of("", "bert."), weights);
  }

  /** A layer norm; checkpoints of TensorFlow's time call its weight gamma and its bias beta. */
  private static void norm(WeightList.Group group, String name, int size) {
    group
        .factors(name + ".weight", size)
        .aliases(name + ".gamma")
        .bias(name + ".bias", size)
        .aliases(name + ".beta");
  }
}
