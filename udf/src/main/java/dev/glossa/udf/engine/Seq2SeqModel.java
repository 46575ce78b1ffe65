package dev.glossa.udf.engine;

import ai.djl.pytorch.jni.IValue;
import dev.glossa.udf.decode.StepModel;
import dev.glossa.udf.model.Checkpoint;
import dev.glossa.udf.model.GenerationConfig;
import dev.glossa.udf.model.family.Role;

/** A model that reads one text with an encoder and writes another with a decoder. */
public final class Seq2SeqModel extends LoadedModel implements Generates, Classifies {
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
   * <p>The decoder reads the row behind its start token and without its last one; the row is
   * labeled by what stands where its last end token does (BartForSequenceClassification).
   */
  @Override
  public float[][] classify(Batch batch) {
    requireHead(Role.CLASSIFIES);
    GenerationConfig tokens = checkpoint().generation();
    int end = tokens.token("eos_token_id").orElseThrow();
    int start = tokens.token("decoder_start_token_id").orElseThrow();
    int[][] targets = new int[batch.rows()][];
    long[] places = new long[batch.rows()];
    for (int row = 0; row < targets.length; row++) {
      int[] sequence = batch.sequences()[row];
      targets[row] = new int[sequence.length];
      targets[row][0] = start;
      System.arraycopy(sequence, 0, targets[row], 1, sequence.length - 1);
      int place = sequence.length - 1;
      while (place > 0 && sequence[place] != end) {
        place--;
      }
      places[row] = place;
    }
    try (Scope scope = program().scope()) {
      IValue logits =
          scope.run(
              "classify_at",
              tokens(scope, batch),
              lengths(scope, batch),
              tokens(scope, new Batch(targets, batch.length())),
              scope.longs(places, batch.rows()));
      return split(scope.floats(logits), batch.rows());
    }
  }

  /**
   * {@inheritDoc}
   *
   * <p>A document's cross-attention keys and values are computed and held once, for all its beams.
   *
   * @throws IllegalArgumentException when the output exceeds the model's positions, or there is a
   *     beginning
   */
  @Override
  public StepModel generate(int[] beginning, Batch inputs, int beams, int newTokens) {
    return generate(beginning, inputs, packs(), beams, newTokens);
  }

  /** As above; packed: whether the documents are read one behind another. */
  StepModel generate(int[] beginning, Batch inputs, boolean packed, int beams, int newTokens) {
    if (beginning.length > 0) {
      throw new IllegalArgumentException(
          "Cannot read a beginning alone (an encoder reads a text as a whole; put it into the rows)");
    }
    if (newTokens > maxLength()) {
      throw new IllegalArgumentException(
          "Cannot write "
              + newTokens
              + " tokens (the model has "
              + maxLength()
              + " positions; lower max_length)");
    }
    try (Scope scope = program().scope()) {
      IValue width = scope.number((long) beams);
      IValue room = scope.number((long) newTokens);
      IValue state =
          packed
              ? runPacked(
                  scope,
                  "packed_begin",
                  inputs.withoutRows(),
                  scope.number((long) inputs.paddedLength()),
                  width,
                  room)
              : scope.run("begin", tokens(scope, inputs), lengths(scope, inputs), width, room);
      return new CachedSteps(
          program(),
          this::sameBits,
          scope.keep(state),
          new CachedSteps.Size(inputs.rows(), beams, checkpoint().config().vocabSize()),
          0,
          newTokens);
    }
  }
}
