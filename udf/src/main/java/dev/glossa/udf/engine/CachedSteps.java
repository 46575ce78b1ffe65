package dev.glossa.udf.engine;

import ai.djl.pytorch.jni.IValue;
import dev.glossa.udf.decode.Candidates;
import dev.glossa.udf.decode.Step;
import dev.glossa.udf.decode.StepModel;
import dev.glossa.udf.decode.TokenSet;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

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

  /** Whether rows get the same bits among other numbers of documents. */
  @FunctionalInterface
  interface SameBits {
    /** As {@link LoadedModel#sameBits}. */
    boolean test(int documents, int others, int beams);
  }

  private static final long[] NONE = {};

  private final TokenSet nothing = TokenSet.of();

  private final Program program;
  private final SameBits sameBits;

  /** The program's state, a list of tensors: its begin made it and its step continues it. */
  private final IValue state;

  private final Size size;

  /** The documents that the state has, in their order. */
  private int[] held;

  /** By document. */
  private final boolean[] released;

  /** Places of the caches that the prompt takes. */
  private final int prompt;

  /** Tokens that each row may append. */
  private final int room;

  private int written;

  /** Of the steps that ask for them, see {@link #masks(Scope, TokenSet[])}; null before. */
  private ByteBuffer masks;

  /** What {@link #masks} was made of. */
  private TokenSet[] allowed;

  CachedSteps(Program program, SameBits sameBits, IValue state, Size size, int prompt, int room) {
    this.program = program;
    this.sameBits = sameBits;
    this.state = state;
    this.size = size;
    this.prompt = prompt;
    this.room = room;
    this.held = IntStream.range(0, size.documents()).toArray();
    this.released = new boolean[size.documents()];
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
    narrow(step.tokens());
    long[] tokens = appended(step.tokens());
    long[] parents = parents(step.parents());
    long[] penalized = step.repetitionPenalty() == 1 ? NONE : entries(step.penalized());
    long[] banned = entries(step.banned());
    long[] all = joined(tokens, parents, penalized, banned);
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
              scope.flag(step.total()),
              scope.number((long) step.candidates()),
              step.allowed() == null ? scope.empty() : masks(scope, step.allowed()));
      written += tokens.length == 0 ? 0 : 1;
      return candidates(scope.floats(result), step.candidates());
    }
  }

  @Override
  public float[] logProbabilities(int[] tokens, int[] wanted) {
    narrow(tokens);
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
              scope.longs(ofHeld(wanted), heldRows()));
      written += appended.length == 0 ? 0 : 1;
      float[] all = new float[rows()];
      float[] own = scope.floats(result);
      for (int row = 0; row < own.length; row++) {
        all[rowOf(row)] = own[row];
      }
      return all;
    }
  }

  @Override
  public void release(int document) {
    released[document] = true;
  }

  /**
   * Leaves out released documents when they are a quarter of the rows and the others keep their
   * bits. A single row never stays alone: its products are computed otherwise, and where they are
   * rounded to 16 bits the difference shows so rarely that {@link SameBits} may not see it. The
   * first step of a causal model is of one row for each document, and of none but it, so it leaves
   * out nothing.
   */
  private void narrow(int[] tokens) {
    int[] wanted = IntStream.of(held).filter(document -> !released[document]).toArray();
    if (tokens == null || wanted.length == 0) {
      return;
    }
    int count = wanted.length * size.beams() == 1 ? 2 : wanted.length;
    if (4 * count <= 3 * held.length && sameBits.test(held.length, count, size.beams())) {
      keep(count - wanted.length);
    }
  }

  /** Keeps the documents that are not released, and so many of the others. */
  private void keep(int others) {
    List<Integer> places = new ArrayList<>();
    int left = others;
    for (int place = 0; place < held.length; place++) {
      if (!released[held[place]] || left-- > 0) {
        places.add(place);
      }
    }
    long[] rows = places.stream().mapToLong(Integer::longValue).toArray();
    try (Scope scope = program.scope()) {
      scope.run("narrow", state, scope.longs(rows, rows.length));
    }
    held = places.stream().mapToInt(place -> held[place]).toArray();
    masks = null;
  }

  private int heldRows() {
    return held.length * size.beams();
  }

  /** The number of a row of the state. */
  private int rowOf(int heldRow) {
    return held[heldRow / size.beams()] * size.beams() + heldRow % size.beams();
  }

  private long[] ofHeld(int[] numbers) {
    long[] own = new long[heldRows()];
    for (int row = 0; row < own.length; row++) {
      own[row] = numbers[rowOf(row)];
    }
    return own;
  }

  /** The row of the state that has this number. */
  private long heldRow(int row) {
    int place = Arrays.binarySearch(held, row / size.beams());
    if (place < 0) {
      throw new IllegalArgumentException(
          "Cannot score row " + row + " (its document was released; ask for others only)");
    }
    return (long) place * size.beams() + row % size.beams();
  }

  private long[] appended(int[] tokens) {
    if (tokens != null && written == room) {
      throw new IllegalStateException(
          "Cannot append token " + (written + 1) + " (room was made for " + room + ")");
    }
    return tokens == null ? NONE : ofHeld(tokens);
  }

  /**
   * What is added to scores [rows × vocabulary] so that none but what each row may go on with is
   * left. Of a row only what differs from the step before is written.
   */
  private IValue masks(Scope scope, TokenSet[] rows) {
    int vocabulary = size.vocabulary();
    if (masks == null) {
      int bytes = Math.multiplyExact(heldRows() * Float.BYTES, vocabulary);
      masks = ByteBuffer.allocateDirect(bytes).order(ByteOrder.nativeOrder());
      allowed = new TokenSet[heldRows()];
    }
    FloatBuffer numbers = masks.asFloatBuffer();
    for (int row = 0; row < allowed.length; row++) {
      TokenSet before = allowed[row];
      TokenSet now = rows[rowOf(row)];
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
    return scope.floats(masks.duplicate().order(ByteOrder.nativeOrder()), heldRows(), vocabulary);
  }

  private boolean isLarge(TokenSet set) {
    return TokenSet.isLarge(set.tokens().length, size.vocabulary());
  }

  private static void put(FloatBuffer numbers, int begin, TokenSet set, float value) {
    for (int token : set.tokens()) {
      numbers.put(begin + token, value);
    }
  }

  /** Unpacks [rows held × (count scores, count tokens, one logSumExp)]. */
  private Candidates candidates(float[] packed, int count) {
    int rows = rows();
    int[] ids = new int[rows * count];
    float[] scores = new float[rows * count];
    float[] logSumExp = new float[rows];
    for (int heldRow = 0; heldRow < heldRows(); heldRow++) {
      int row = rowOf(heldRow);
      int begin = heldRow * (2 * count + 1);
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
    if (parents == null || areOwn(parents)) {
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
    long[] own = new long[heldRows()];
    for (int row = 0; row < own.length; row++) {
      own[row] = heldRow(parents[rowOf(row)]);
    }
    return own;
  }

  private static boolean areOwn(int[] parents) {
    int row = 0;
    while (row < parents.length && parents[row] == row) {
      row++;
    }
    return row == parents.length;
  }

  private long[] entries(Step.Entries entries) {
    long[] own = new long[entries.rows().length];
    for (int i = 0; i < own.length; i++) {
      own[i] = heldRow(entries.rows()[i]) * size.vocabulary() + entries.tokens()[i];
    }
    return own;
  }

  private static long[] joined(long[]... parts) {
    int length = 0;
    for (long[] part : parts) {
      length += part.length;
    }
    long[] all = new long[length];
    int begin = 0;
    for (long[] part : parts) {
      System.arraycopy(part, 0, all, begin, part.length);
      begin += part.length;
    }
    return all;
  }

  @Override
  public void close() {
    state.close();
  }
}
