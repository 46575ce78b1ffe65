package dev.glossa.udf.engine;

import ai.djl.pytorch.jni.IValue;
import dev.glossa.udf.decode.Candidates;
import dev.glossa.udf.decode.Step;
import dev.glossa.udf.decode.StepModel;
import dev.glossa.udf.decode.TokenSet;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/**
 * The steps of a generation, whose past is in caches on the device. Owns the caches: they are freed
 * on close. One thread at a time may use it.
 */
final class CachedSteps implements StepModel {
  /**
   * @param documents rows of the batch
   * @param beams rows of the search for each document
   */
  record Size(int documents, int beams, int vocabulary) {}

  private static final long[] NONE = {};

  private final TokenSet nothing = TokenSet.of();

  private final Program program;

  /** The program's state, a list of tensors: its begin made it and its step continues it. */
  private final IValue state;

  private final Size size;

  /** Places of the caches that the prompt takes. */
  private final int prompt;

  /** Tokens that each row may append. */
  private final int room;

  private int written;

  /** Of the steps that ask for them, see {@link #masks(Scope, TokenSet[])}; null before. */
  private ByteBuffer masks;

  /** What {@link #masks} was made of. */
  private TokenSet[] allowed;

  CachedSteps(Program program, IValue state, Size size, int prompt, int room) {
    this.program = program;
    this.state = state;
    this.size = size;
    this.prompt = prompt;
    this.room = room;
  }

  @Override
  public int rows() {
    return size.documents() * size.beams();
  }

  @Override
  public int vocabulary() {
    return size.vocabulary();
  }

  @Override
  public Candidates step(Step step) {
    long[] tokens = appended(step.tokens());
    long[] parents = parents(step.parents());
    long[] penalized = step.repetitionPenalty() == 1 ? NONE : entries(step.penalized());
    long[] banned = entries(step.banned());
    long[] all =
        Stream.of(tokens, parents, penalized, banned).flatMapToLong(LongStream::of).toArray();
    try (Scope scope = program.scope()) {
      IValue result =
          scope.run(
              "step",
              state,
              scope.number((long) size.beams()),
              scope.number((long) prompt + (long) written * size.beams()),
              scope.number((long) written),
              scope.longs(all, all.length),
              scope.integers(tokens.length, parents.length, penalized.length, banned.length),
              scope.number((double) step.repetitionPenalty()),
              scope.flag(step.normalize()),
              scope.number((long) step.candidates()),
              step.allowed() == null ? scope.empty() : masks(scope, step.allowed()));
      written += tokens.length == 0 ? 0 : 1;
      return candidates(scope.floats(result), step.candidates());
    }
  }

  @Override
  public float[] logProbabilities(int[] tokens, int[] wanted) {
    long[] appended = appended(tokens);
    try (Scope scope = program.scope()) {
      IValue result =
          scope.run(
              "weigh",
              state,
              scope.number((long) size.beams()),
              scope.number((long) prompt + (long) written * size.beams()),
              scope.number((long) written),
              scope.longs(appended, appended.length),
              scope.longs(longs(wanted), wanted.length));
      written += appended.length == 0 ? 0 : 1;
      return scope.floats(result);
    }
  }

  private long[] appended(int[] tokens) {
    if (tokens != null && written == room) {
      throw new IllegalStateException(
          "Cannot append token " + (written + 1) + " (room was made for " + room + ")");
    }
    return tokens == null ? NONE : longs(tokens);
  }

  /**
   * What is added to scores [rows × vocabulary] so that none but what each row may go on with is
   * left. Of a row only what differs from the step before is written.
   */
  private IValue masks(Scope scope, TokenSet[] rows) {
    int vocabulary = size.vocabulary();
    if (masks == null) {
      int bytes = Math.multiplyExact(rows() * Float.BYTES, vocabulary);
      masks = ByteBuffer.allocateDirect(bytes).order(ByteOrder.nativeOrder());
      allowed = new TokenSet[rows()];
    }
    FloatBuffer numbers = masks.asFloatBuffer();
    for (int row = 0; row < rows.length; row++) {
      TokenSet before = allowed[row];
      TokenSet now = rows[row];
      int begin = row * vocabulary;
      if (now == null && before != null) {
        numbers.put(begin, new float[vocabulary]);
      } else if (now != before && isLarge(now)) {
        numbers.put(begin, now.mask(vocabulary));
      } else if (now != before) {
        if (before == null || isLarge(before)) {
          numbers.put(begin, nothing.mask(vocabulary));
        } else {
          put(numbers, begin, before, Float.NEGATIVE_INFINITY);
        }
        put(numbers, begin, now, 0);
      }
      allowed[row] = now;
    }
    return scope.floats(masks.duplicate().order(ByteOrder.nativeOrder()), rows(), vocabulary);
  }

  private boolean isLarge(TokenSet set) {
    return TokenSet.isLarge(set.tokens().length, size.vocabulary());
  }

  private static void put(FloatBuffer numbers, int begin, TokenSet set, float value) {
    for (int token : set.tokens()) {
      numbers.put(begin + token, value);
    }
  }

  /** Unpacks [rows × (count scores, count tokens, one logSumExp)]. */
  private Candidates candidates(float[] packed, int count) {
    int rows = rows();
    int[] ids = new int[rows * count];
    float[] scores = new float[rows * count];
    float[] logSumExp = new float[rows];
    for (int row = 0; row < rows; row++) {
      int begin = row * (2 * count + 1);
      System.arraycopy(packed, begin, scores, row * count, count);
      for (int i = 0; i < count; i++) {
        ids[row * count + i] = (int) packed[begin + count + i];
      }
      logSumExp[row] = packed[begin + 2 * count];
    }
    return new Candidates(count, ids, scores, logSumExp);
  }

  /** The rows that are continued, or nothing where each row continues itself. */
  private long[] parents(int[] parents) {
    if (parents == null
        || IntStream.range(0, parents.length).allMatch(row -> parents[row] == row)) {
      return NONE;
    }
    for (int row = 0; row < parents.length; row++) {
      if (parents[row] / size.beams() != row / size.beams()) {
        throw new IllegalArgumentException(
            "Cannot continue row "
                + parents[row]
                + " in row "
                + row
                + " (it belongs to another document; beams stay within theirs)");
      }
    }
    return longs(parents);
  }

  private long[] entries(Step.Entries entries) {
    return IntStream.range(0, entries.rows().length)
        .mapToLong(i -> (long) entries.rows()[i] * size.vocabulary() + entries.tokens()[i])
        .toArray();
  }

  private static long[] longs(int[] numbers) {
    return IntStream.of(numbers).asLongStream().toArray();
  }

  @Override
  public void close() {
    state.close();
  }
}
