package dev.glossa.udf.engine;

import ai.djl.pytorch.jni.IValue;
import dev.glossa.udf.model.BertConfig;
import dev.glossa.udf.model.Checkpoint;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A model that reads in both directions and writes nothing: BERT. */
public final class EncoderModel extends LoadedModel {
  private static final List<String> LAYER =
      List.of(
          "attention.self.query",
          "attention.self.key",
          "attention.self.value",
          "attention.output.dense",
          "attention.output.LayerNorm",
          "intermediate.dense",
          "output.dense",
          "output.LayerNorm");

  private final BertConfig config;

  private EncoderModel(Checkpoint checkpoint, BertConfig config, Program program) {
    super(checkpoint, program);
    this.config = config;
  }

  static EncoderModel load(Checkpoint checkpoint, BertConfig config, EngineOptions options) {
    Program program =
        Program.compile(
            "bert",
            Map.of(
                "heads", (long) config.heads(),
                "epsilon", config.layerNormEpsilon(),
                "activation", Program.activation(config.activation())),
            options);
    List<String> names =
        new ArrayList<>(
            List.of(
                "embeddings.word_embeddings.weight",
                "embeddings.position_embeddings.weight",
                "embeddings.token_type_embeddings.weight",
                "embeddings.LayerNorm.weight",
                "embeddings.LayerNorm.bias"));
    if (checkpoint.tensors().contains("pooler.dense.weight")) {
      names.addAll(List.of("pooler.dense.weight", "pooler.dense.bias"));
    }
    Weights weights = new Weights(checkpoint.tensors(), program);
    weights.load("load", names);
    for (int layer = 0; layer < config.layers(); layer++) {
      weights.load("load_layer", Weights.names("encoder.layer." + layer + ".", LAYER));
    }
    return new EncoderModel(checkpoint, config, program);
  }

  /** Statistics of every head for each row, over the row's own tokens. */
  public AttentionStatistics attention(Batch batch) {
    try (Scope scope = program().scope()) {
      IValue result = scope.run("attention", tokens(scope, batch), lengths(scope, batch));
      return new AttentionStatistics(
          batch.rows(), config.layers(), config.heads(), scope.floats(result));
    }
  }

  /**
   * One row's attention weights.
   *
   * @return [layers][heads][queries][keys], as many of both as the row has tokens
   */
  public float[][][][] attentionMatrices(Batch batch, int row) {
    try (Scope scope = program().scope()) {
      IValue result =
          scope.run(
              "matrices", tokens(scope, batch), lengths(scope, batch), scope.number((long) row));
      int own = batch.sequences()[row].length;
      return matrices(
          scope.floats(result),
          new int[] {config.layers(), config.heads(), batch.paddedLength(), batch.paddedLength()},
          own,
          own);
    }
  }

  @Override
  boolean hasPooler() {
    return checkpoint().tensors().contains("pooler.dense.weight");
  }
}
