package dev.glossa.udf.engine;

import ai.djl.pytorch.jni.IValue;
import dev.glossa.udf.decode.StepModel;
import dev.glossa.udf.model.Checkpoint;
import dev.glossa.udf.model.Gpt2Config;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** A model that continues a text: GPT-2. */
public final class CausalModel extends LoadedModel {
  private static final List<String> LAYER =
      List.of("ln_1", "attn.c_attn", "attn.c_proj", "ln_2", "mlp.c_fc", "mlp.c_proj");

  private final Gpt2Config config;

  private CausalModel(Checkpoint checkpoint, Gpt2Config config, Program program) {
    super(checkpoint, program);
    this.config = config;
  }

  static CausalModel load(Checkpoint checkpoint, Gpt2Config config, EngineOptions options) {
    Program program =
        Program.compile(
            "gpt2",
            Map.of(
                "heads", (long) config.heads(),
                "epsilon", config.layerNormEpsilon(),
                "activation", Program.activation(config.activation())),
            options);
    Weights weights = new Weights(checkpoint.tensors(), program);
    boolean ownHead = checkpoint.tensors().contains("lm_head.weight");
    weights.load(
        "load",
        List.of(
            "wte.weight",
            "wpe.weight",
            "ln_f.weight",
            "ln_f.bias",
            ownHead ? "lm_head.weight" : "wte.weight"));
    for (int layer = 0; layer < config.layers(); layer++) {
      weights.load("load_layer", Weights.names("h." + layer + ".", LAYER), scale(config, layer));
    }
    return new CausalModel(checkpoint, config, program);
  }

  /** What queries are multiplied by, beside the 1 / √(width of a head) of every attention. */
  private static double scale(Gpt2Config config, int layer) {
    double unscaled = config.scaleAttention() ? 1 : Math.sqrt(config.width() / config.heads());
    return config.scaleByInverseLayer() ? unscaled / (layer + 1) : unscaled;
  }

  /**
   * How unexpected each token is.
   *
   * @return [rows][tokens − 1] surprisal in nats, −log p, of every token but the first, given those
   *     before it
   */
  public float[][] score(Batch batch) {
    try (Scope scope = program().scope()) {
      float[] values =
          scope.floats(scope.run("score", tokens(scope, batch), lengths(scope, batch)));
      float[][] surprisals = new float[batch.rows()][];
      for (int row = 0; row < batch.rows(); row++) {
        int begin = row * (batch.paddedLength() - 1);
        surprisals[row] =
            Arrays.copyOfRange(values, begin, begin + batch.sequences()[row].length - 1);
      }
      return surprisals;
    }
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
   * @return [layers][heads][queries][keys], as many of both as the row has tokens; 0 for keys after
   *     the query
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

  /**
   * Reads prompts, each once, and gets ready to continue them.
   *
   * <p>A row whose text has ended goes on being stepped with the batch, even past the model's
   * positions; what it scores there means nothing. That no text needs such a score is for the
   * search's settings to see to, by each prompt's own length.
   *
   * @param prompts one row for each document
   * @param beams rows of the search for each document
   * @param maxNewTokens how many steps there may be
   * @return the steps, which the caller closes; the first takes no tokens
   * @throws IllegalArgumentException when even the shortest prompt and that many tokens exceed the
   *     model's positions
   */
  public StepModel generate(Batch prompts, int beams, int maxNewTokens) {
    int shortest =
        Arrays.stream(prompts.sequences()).mapToInt(prompt -> prompt.length).min().getAsInt();
    // The last new token is never read, so it needs no position.
    if (shortest + maxNewTokens - 1 > config.positions()) {
      throw new IllegalArgumentException(
          "Cannot write "
              + maxNewTokens
              + " tokens after "
              + shortest
              + " (the model has "
              + config.positions()
              + " positions; shorten the prompt or max_new_tokens)");
    }
    try (Scope scope = program().scope()) {
      IValue state =
          scope.run(
              "begin",
              tokens(scope, prompts),
              lengths(scope, prompts),
              scope.number((long) beams),
              scope.number((long) maxNewTokens - 1));
      return new CachedSteps(
          program(),
          scope.keep(state),
          new CachedSteps.Size(prompts.rows(), beams, config.vocabulary()),
          prompts.paddedLength(),
          maxNewTokens - 1);
    }
  }
}
