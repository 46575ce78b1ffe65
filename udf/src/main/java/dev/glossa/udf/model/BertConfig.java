package dev.glossa.udf.model;

import java.util.List;
import java.util.Map;

/**
 * BERT: an encoder whose vectors stand for texts (<a
 * href="https://huggingface.co/docs/transformers/model_doc/bert">Hugging Face's page</a>). In
 * brackets, the names in {@code config.json}.
 *
 * @param layers [num_hidden_layers]
 * @param heads [num_attention_heads]
 * @param width size of a token's vector [hidden_size]
 * @param feedForward [intermediate_size]
 * @param positions longest sequence [max_position_embeddings]
 * @param types rows of the segment table, of which a single text uses the first [type_vocab_size]
 * @param vocabulary rows of the embedding table [vocab_size]
 * @param activation [hidden_act]
 * @param layerNormEpsilon [layer_norm_eps]
 */
public record BertConfig(
    int layers,
    int heads,
    int width,
    int feedForward,
    int positions,
    int types,
    int vocabulary,
    Activation activation,
    double layerNormEpsilon)
    implements ModelConfig {

  static BertConfig read(ConfigReader reader) throws CheckpointException {
    reader.require("is_decoder", false, "the program is an encoder");
    reader.require("add_cross_attention", false, "the program is an encoder");
    reader.require("position_embedding_type", "absolute", "the program adds position vectors");
    int width = reader.size("hidden_size");
    int heads = reader.size("num_attention_heads");
    reader.requireDivides("num_attention_heads", heads, "hidden_size", width);
    return new BertConfig(
        reader.layers("num_hidden_layers"),
        heads,
        width,
        reader.size("intermediate_size"),
        reader.size("max_position_embeddings"),
        reader.size("type_vocab_size", 2),
        reader.size("vocab_size"),
        reader.activation("hidden_act", Activation.GELU),
        reader.epsilon("layer_norm_eps", 1e-12));
  }

  /**
   * Names without {@code bert.}. Linear weights are [out, in]. The pretraining heads are not read.
   */
  @Override
  public Architecture architecture() {
    Architecture.Builder names =
        new Architecture.Builder("bert.", Map.of("encoder.layer.", layers));
    names.needed("embeddings.word_embeddings.weight", vocabulary, width);
    names.needed("embeddings.position_embeddings.weight", positions, width);
    names.needed("embeddings.token_type_embeddings.weight", types, width);
    names.norm("embeddings.LayerNorm", width);
    for (int layer = 0; layer < layers; layer++) {
      String block = "encoder.layer." + layer + ".";
      for (String projection : List.of("query", "key", "value")) {
        names.linear(block + "attention.self." + projection, width, width);
      }
      names.linear(block + "attention.output.dense", width, width);
      names.norm(block + "attention.output.LayerNorm", width);
      names.linear(block + "intermediate.dense", width, feedForward);
      names.linear(block + "output.dense", feedForward, width);
      names.norm(block + "output.LayerNorm", width);
    }
    names.optional("pooler.dense.weight", width, width);
    names.optional("pooler.dense.bias", width);
    return names.build();
  }
}
