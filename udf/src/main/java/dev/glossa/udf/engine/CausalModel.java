package dev.glossa.udf.engine;

import ai.djl.pytorch.jni.IValue;
import dev.glossa.udf.decode.StepModel;
import dev.glossa.udf.model.Checkpoint;
import java.nio.IntBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/** A model that reads from left to right and continues a text. */
public final class CausalModel extends LoadedModel implements Scores, Generates {
  /** Keys and values of the beginnings that were read, by their tokens. */
  private final ConcurrentMap<IntBuffer, IValue> beginnings = new ConcurrentHashMap<>();

  CausalModel(Checkpoint checkpoint, Program program) {
    super(checkpoint, program);
  }

  @Override
  public float[][] score(Batch batch) {
    try (Scope scope = program().scope()) {
      float[] values = scope.floats(run(scope, "score", batch));
      long[] begins = batch.begins();
      float[][] surprisals = new float[batch.rows()][];
      for (int row = 0; row < batch.rows(); row++) {
        // A row has a number less than it has places; of packed sequences all places have one.
        int begin = (int) begins[row] - (batch.packed() ? 0 : row);
        surprisals[row] =
            Arrays.copyOfRange(values, begin, begin + batch.sequences()[row].length - 1);
      }
      return surprisals;
    }
  }

  @Override
  public float[][] expected(Batch batch) {
    try (Scope scope = program().scope()) {
      return split(scope.floats(run(scope, "expected", batch)), batch.rows());
    }
  }

  private IValue run(Scope scope, String method, Batch batch, IValue... more) {
    if (batch.packed()) {
      return runPacked(scope, "packed_" + method, batch, more);
    }
    List<IValue> arguments = new ArrayList<>(List.of(tokens(scope, batch), lengths(scope, batch)));
    arguments.addAll(List.of(more));
    return scope.run(method, arguments.toArray(IValue[]::new));
  }

  @Override
  public boolean continues() {
    return true;
  }

  /**
   * {@inheritDoc}
   *
   * <p>A row whose text has ended goes on being stepped with the batch, even past the model's
   * positions; what it scores there means nothing. That no text needs such a score is for the
   * search's settings to see to, by each prompt's own length.
   *
   * @throws IllegalArgumentException when even the shortest prompt and that many tokens exceed the
   *     model's positions
   */
  @Override
  public StepModel generate(int[] beginning, Batch prompts, int beams, int newTokens) {
    return generate(beginning, prompts, packs(), beams, newTokens);
  }

  /** As above; packed: whether the prompts are read one behind another. */
  StepModel generate(int[] beginning, Batch prompts, boolean packed, int beams, int newTokens) {
    if (beginning.length % BEGINNING_STEP != 0) {
      throw new IllegalArgumentException(
          "Cannot read a beginning of "
              + beginning.length
              + " tokens alone (give a multiple of "
              + BEGINNING_STEP
              + ")");
    }
    int shortest =
        beginning.length
            + Arrays.stream(prompts.sequences()).mapToInt(prompt -> prompt.length).min().getAsInt();
    // The last new token is never read, so it needs no position.
    if (shortest + newTokens - 1 > maxLength()) {
      throw new IllegalArgumentException(
          "Cannot write "
              + newTokens
              + " tokens after "
              + shortest
              + " (the model has "
              + maxLength()
              + " positions; shorten the prompt or max_new_tokens)");
    }
    try (Scope scope = program().scope()) {
      List<IValue> more = new ArrayList<>();
      if (beginning.length > 0) {
        more.add(read(beginning));
      }
      if (packed) {
        more.add(scope.number((long) prompts.paddedLength()));
      }
      more.add(scope.number((long) beams));
      more.add(scope.number((long) newTokens - 1));
      Batch read = packed ? prompts.withoutRows() : prompts;
      IValue state =
          run(
              scope,
              beginning.length == 0 ? "begin" : "begin_after",
              read,
              more.toArray(IValue[]::new));
      return new CachedSteps(
          program(),
          this::sameBits,
          scope.keep(state),
          new CachedSteps.Size(prompts.rows(), beams, checkpoint().config().vocabSize()),
          beginning.length + prompts.paddedLength(),
          newTokens - 1);
    }
  }

  /** The keys and values of a beginning, which stay the model's. */
  private IValue read(int[] beginning) {
    return beginnings.computeIfAbsent(
        IntBuffer.wrap(beginning.clone()),
        ignored -> {
          Batch alone = new Batch(new int[][] {beginning}, beginning.length);
          try (Scope scope = program().scope()) {
            return scope.keep(scope.run("beginning", tokens(scope, alone)));
          }
        });
  }

  @Override
  void release() {
    beginnings.values().forEach(IValue::close);
  }
}
