package dev.glossa.udf.model.family;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * BERT and its relations RoBERTa, XLM-R, CamemBERT, ELECTRA, DistilBERT and MPNet: encoders whose
 * vectors stand for texts (<a
 * href="https://huggingface.co/docs/transformers/model_doc/bert">Hugging Face's page</a>). They
 * differ in the names of their weights and in what is added to the vectors of tokens. Heads that
 * give labels are read, those of their pretraining are not.
 */
final class Bert implements Family {
  /** Distance from which on MPNet's relative positions are all the same. */
  private static final int FARTHEST = 128;

  /**
   * The names of a type's weights.
   *
   * @param prefix what may stand before all of them
   * @param layers before the number of a layer
   * @param query linear layers of a layer, in the order of the program
   * @param attentionNorm norm after attention
   * @param up first linear layer of the feed-forward part
   * @param outputNorm norm after it
   */
  private record Names(
      String prefix,
      String layers,
      String query,
      String key,
      String value,
      String out,
      String attentionNorm,
      String up,
      String down,
      String outputNorm) {

    static Names of(String prefix, String attention, String projections) {
      String[] each = projections.split(" ");
      return new Names(
          prefix,
          "encoder.layer.",
          attention + each[0],
          attention + each[1],
          attention + each[2],
          each[3],
          each[4],
          "intermediate.dense",
          "output.dense",
          "output.LayerNorm");
    }
  }

  private static final String PROJECTIONS =
      "query key value attention.output.dense attention.output.LayerNorm";

  private static final Names MPNET =
      Names.of("mpnet.", "attention.attn.", "q k v attention.attn.o attention.LayerNorm");

  private static final Names DISTILBERT =
      new Names(
          "distilbert.",
          "transformer.layer.",
          "attention.q_lin",
          "attention.k_lin",
          "attention.v_lin",
          "attention.out_lin",
          "sa_layer_norm",
          "ffn.lin1",
          "ffn.lin2",
          "output_layer_norm");

  private static final Map<String, Names> NAMES =
      Map.of(
          "bert", Names.of("bert.", "attention.self.", PROJECTIONS),
          "roberta", Names.of("roberta.", "attention.self.", PROJECTIONS),
          "xlm-roberta", Names.of("roberta.", "attention.self.", PROJECTIONS),
          "camembert", Names.of("roberta.", "attention.self.", PROJECTIONS),
          "electra", Names.of("electra.", "attention.self.", PROJECTIONS),
          "mpnet", MPNET,
          "distilbert", DISTILBERT);

  /** Sizes of the tables. */
  private record Tables(int vocabulary, int tokenWidth, int positions, int offset, int types) {}

  @Override
  public List<String> modelTypes() {
    return List.of("bert", "roberta", "xlm-roberta", "camembert", "electra", "mpnet", "distilbert");
  }

  @Override
  public ModelConfig read(ConfigReader config) throws ConfigException {
    config.require("is_decoder", false, "the program is an encoder");
    config.require("add_cross_attention", false, "the program is an encoder");
    config.require("position_embedding_type", "absolute", "the program adds position vectors");
    String type = config.modelType();
    boolean distilled = type.equals("distilbert");
    int width = config.size(distilled ? "dim" : "hidden_size");
    String headsName = distilled ? "n_heads" : "num_attention_heads";
    int heads = config.size(headsName);
    config.requireDivides(headsName, heads, "hidden size", width);
    LayerStack stack =
        LayerStack.of(
            config.layers(distilled ? "n_layers" : "num_hidden_layers"),
            heads,
            width,
            config.size(distilled ? "hidden_dim" : "intermediate_size"));
    Tables tables = tables(config, type, width);
    WeightList weights = new WeightList();
    Optional<LabelHead> head = LabelHead.of(config);
    outside(weights, type, tables, stack);
    if (!distilled && !type.equals("electra")) {
      pooler(weights, width, head.filter(labels -> BertHead.pools(type, labels)).isPresent());
    }
    head.ifPresent(labels -> BertHead.add(weights, type, labels, width));
    layers(weights, NAMES.get(type), stack, width);
    ModelConfig.Builder model = ModelConfig.encoder(type, stack);
    head.ifPresent(model::head);
    return model
        .vocabSize(tables.vocabulary())
        .hiddenSize(width)
        .maxPositions(tables.positions() - tables.offset())
        .attribute("heads", (long) heads)
        .attribute("epsilon", distilled ? 1e-12 : config.epsilon("layer_norm_eps", 1e-12))
        .attribute(
            "activation",
            config.activation(distilled ? "activation" : "hidden_act", Activation.GELU).program())
        .attribute("classifier_activation", BertHead.activation(type))
        .attribute("farthest", (long) FARTHEST)
        .attribute(
            "bias_kinds",
            type.equals("mpnet") ? Collections.nCopies(stack.layers(), 0L) : List.of())
        .build("bert", List.of("", NAMES.get(type).prefix()), weights);
  }

  private static Tables tables(ConfigReader config, String type, int width) throws ConfigException {
    // RoBERTa numbers positions from behind its padding token, which MPNet's is fixed at.
    int offset =
        switch (type) {
          case "roberta", "xlm-roberta", "camembert" -> 1 + config.count("pad_token_id", 1);
          case "mpnet" -> 2;
          default -> 0;
        };
    int positions = config.size("max_position_embeddings");
    if (positions <= offset) {
      throw config.fault(
          "max_position_embeddings",
          Integer.toString(positions),
          "the first " + offset + " rows stand for no position");
    }
    int types =
        switch (type) {
          case "mpnet", "distilbert" -> 0;
          default -> config.size("type_vocab_size", 2);
        };
    int tokenWidth = type.equals("electra") ? config.size("embedding_size", width) : width;
    return new Tables(config.size("vocab_size"), tokenWidth, positions, offset, types);
  }

  private static void outside(WeightList weights, String type, Tables tables, LayerStack stack) {
    int width = stack.heads() * stack.headSize();
    int tokenWidth = tables.tokenWidth();
    weights.outside(
        "load",
        (group, arguments) -> {
          arguments.add((long) tables.offset());
          group
              .table("embeddings.word_embeddings.weight", tables.vocabulary(), tokenWidth)
              .table("embeddings.position_embeddings.weight", tables.positions(), tokenWidth);
          norm(group, "embeddings.LayerNorm", tokenWidth);
        });
    if (tables.types() > 0) {
      weights.outside(
          "load_types",
          (group, arguments) ->
              group.table("embeddings.token_type_embeddings.weight", tables.types(), tokenWidth));
    }
    if (tokenWidth != width) {
      weights.outside(
          "load_projection",
          (group, arguments) -> group.linear("embeddings_project", tokenWidth, width));
    }
    if (type.equals("mpnet")) {
      weights.outside(
          "load_relative",
          (group, arguments) ->
              group.table("encoder.relative_attention_bias.weight", 32, stack.heads()));
    }
  }

  /** A head for texts reads what the pooler gives; otherwise a checkpoint may lack it. */
  private static void pooler(WeightList weights, int width, boolean needed) {
    weights.outside(
        "load_pooler",
        (group, arguments) -> {
          group.matrix("pooler.dense.weight", width, width).optionalUnless(needed);
          group.bias("pooler.dense.bias", width).optionalUnless(needed);
        });
  }

  private static void layers(WeightList weights, Names names, LayerStack stack, int width) {
    weights.layers(
        "load_layer",
        WeightGroup.Part.ENCODER_LAYER,
        names.layers(),
        stack.layers(),
        (layer, block, arguments) -> {
          for (String linear : List.of(names.query(), names.key(), names.value(), names.out())) {
            block.linear(linear, width, width);
          }
          norm(block, names.attentionNorm(), width);
          block
              .linear(names.up(), width, stack.intermediateSize())
              .linear(names.down(), stack.intermediateSize(), width);
          norm(block, names.outputNorm(), width);
        });
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
