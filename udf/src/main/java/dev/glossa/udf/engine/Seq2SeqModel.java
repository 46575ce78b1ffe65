package dev.glossa.udf.engine;

import ai.djl.pytorch.jni.IValue;
import dev.glossa.udf.decode.StepModel;
import dev.glossa.udf.model.Checkpoint;

/** A model that reads one text with an encoder and writes another with a decoder. */
public final class Seq2SeqModel extends LoadedModel implements Generates {
  Seq2SeqModel(Checkpoint checkpoint, Program program) {
    super(checkpoint, program);
  }

  @Override
  public boolean continues() {
    return false;
  }

  /**
   * {@inheritDoc}
   *
   * <p>A document's cross-attention keys and values are computed and held once, for all its beams.
   *
   * @throws IllegalArgumentException when the output exceeds the model's positions
   */
  @Override
  public StepModel generate(Batch inputs, int beams, int newTokens) {
    if (newTokens > maxLength()) {
      throw new IllegalArgumentException(
          "Cannot write "
              + newTokens
              + " tokens (the model has "
              + maxLength()
              + " positions; lower max_length)");
    }
    try (Scope scope = program().scope()) {
      IValue state =
          scope.run(
              "begin",
              tokens(scope, inputs),
              lengths(scope, inputs),
              scope.number((long) beams),
              scope.number((long) newTokens));
      return new CachedSteps(
          program(),
          scope.keep(state),
          new CachedSteps.Size(inputs.rows(), beams, checkpoint().config().vocabSize()),
          0,
          newTokens);
    }
  }
}
