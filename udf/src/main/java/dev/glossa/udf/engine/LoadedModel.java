package dev.glossa.udf.engine;

import ai.djl.pytorch.jni.IValue;
import ai.djl.pytorch.jni.JniUtils;
import dev.glossa.udf.decode.Candidates;
import dev.glossa.udf.decode.Step;
import dev.glossa.udf.model.Checkpoint;
import dev.glossa.udf.model.embedding.Embedding;
import dev.glossa.udf.model.embedding.Pooling;
import dev.glossa.udf.model.family.AttentionPart;
import dev.glossa.udf.model.family.ModelConfig;
import dev.glossa.udf.model.family.Role;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/**
 * A model whose weights are in memory. Threads may share it: no call changes it. Whoever loaded it
 * closes it, after the last call, and thereby frees the weights.
 */
public abstract sealed class LoadedModel implements Encodes, Attends, AutoCloseable
    permits CausalModel, Seq2SeqModel, EncoderModel {
  /** Scores of each row that {@link #sameBits} compares. */
  private static final int PROBED = 64;

  /** Hidden sizes up to this one are narrow. */
  private static final int NARROW = 512;

  private final Checkpoint checkpoint;
  private final Program program;

  /** Scores of a first document's rows, by their number for each document and the documents. */
  private final ConcurrentMap<List<Integer>, List<Number>> probes = new ConcurrentHashMap<>();

  /** Whether {@link #block} may be larger than a batch's own, by threads and that. */
  private final ConcurrentMap<List<Integer>, Boolean> larger = new ConcurrentHashMap<>();

  LoadedModel(Checkpoint checkpoint, Program program) {
    this.checkpoint = checkpoint;
    this.program = program;
  }

  /** Where the weights came from. */
  public final Checkpoint checkpoint() {
    return checkpoint;
  }

  /** Longest sequence in tokens, special tokens included. */
  public final int maxLength() {
    return checkpoint.config().maxPositions();
  }

  /** Whether texts are best read one behind another, as they are on a processor. */
  public final boolean packs() {
    return program.onProcessor();
  }

  @Override
  public final float[][] vectors(Batch batch, Embedding how) {
    if (how.pooling() == Pooling.POOLER && !hasPooler()) {
      throw new IllegalArgumentException(
          "Cannot pool by " + how.pooling() + " (the checkpoint has no pooler; use MEAN)");
    }
    List<String> steps = new ArrayList<>(List.of(how.pooling().program()));
    how.steps().forEach(step -> steps.add(step.name().toLowerCase(Locale.ROOT)));
    try (Scope scope = program.scope()) {
      IValue result =
          batch.packed()
              ? runPacked(scope, "packed_vectors", batch, scope.texts(steps))
              : scope.run(
                  "vectors", tokens(scope, batch), lengths(scope, batch), scope.texts(steps));
      return split(scope.floats(result), batch.rows());
    }
  }

  @Override
  public final float[][] tokenVectors(int[] ids) {
    checkIds(ids);
    if (ids.length == 0) {
      return new float[0][];
    }
    try (Scope scope = program.scope()) {
      long[] numbers = Arrays.stream(ids).asLongStream().toArray();
      IValue result = scope.run("token_vectors", scope.longs(numbers, numbers.length));
      return split(scope.floats(result), ids.length);
    }
  }

  /**
   * The last layer's output [rows × padded length × width], padding included; of the encoder, if
   * any.
   */
  final float[] hidden(Batch batch) {
    try (Scope scope = program.scope()) {
      return scope.floats(scope.run("hidden", tokens(scope, batch), lengths(scope, batch)));
    }
  }

  /**
   * Whether a step of a generation gives rows the same bits among so many documents as among so
   * many others. With one thread it does on many processors where linear layers are float32 or
   * int8; which libraries and processors do is not to be known in advance, so a step of each is
   * computed once. Several threads may divide the products of attention by the number of documents.
   *
   * @param beams rows of each document
   */
  final boolean sameBits(int documents, int others, int beams) {
    return program.onProcessor()
        && JniUtils.getNumThreads() == 1
        && probe(documents, beams).equals(probe(others, beams));
  }

  /** What a step scores best for the first document's rows. */
  private List<Number> probe(int documents, int beams) {
    return probes.computeIfAbsent(
        List.of(documents, beams),
        ignored -> {
          int vocabulary = checkpoint.config().vocabSize();
          int[] tokens = new int[documents * beams];
          Arrays.setAll(tokens, row -> (row + 1) % vocabulary);
          IValue blank;
          try (Scope scope = program.scope()) {
            blank =
                scope.keep(
                    scope.run("blank", scope.number((long) documents), scope.number((long) beams)));
          }
          CachedSteps.Size size = new CachedSteps.Size(documents, beams, vocabulary);
          try (CachedSteps steps =
              new CachedSteps(program, (all, fewer, rows) -> false, blank, size, 0, 1)) {
            int count = Math.min(PROBED, vocabulary);
            Candidates best =
                steps.step(
                    new Step(null, tokens, Step.Entries.NONE, Step.Entries.NONE, 1, false, count));
            List<Number> scored = new ArrayList<>();
            for (int i = 0; i < beams * count; i++) {
              scored.add(best.ids()[i]);
              scored.add(best.scores()[i]);
            }
            return scored;
          }
        });
  }

  private boolean hasPooler() {
    try (Scope scope = program.scope()) {
      return scope.run("has_pooler").toBoolean();
    }
  }

  @Override
  public final boolean hasTarget() {
    return checkpoint.config().arrangement() == ModelConfig.Arrangement.ENCODER_DECODER;
  }

  @Override
  public final Map<AttentionPart, AttentionStatistics> attention(Batch source, Batch target) {
    Batch written = written(source, target);
    try (Scope scope = program.scope()) {
      IValue result =
          source.packed()
              ? packedAttention(scope, source, written)
              : scope.run(
                  "attention",
                  tokens(scope, source),
                  lengths(scope, source),
                  tokens(scope, written),
                  lengths(scope, written));
      Iterator<IValue> parts = scope.each(result).iterator();
      Map<AttentionPart, AttentionStatistics> statistics = new EnumMap<>(AttentionPart.class);
      checkpoint
          .config()
          .stacks()
          .forEach(
              (part, stack) ->
                  statistics.put(
                      part,
                      new AttentionStatistics(
                          source.rows(),
                          stack.layers(),
                          stack.heads(),
                          scope.floats(parts.next()))));
      return statistics;
    }
  }

  private IValue packedAttention(Scope scope, Batch source, Batch target) {
    if (!hasTarget()) {
      return runPacked(scope, "packed_attention", source);
    }
    check(target);
    long length = target.paddedLength();
    return runPacked(
        scope,
        "packed_attention_of_both",
        source,
        scope.longs(target.padded(), 1, length),
        scope.longs(target.positions(), 1, length),
        scope.integers(target.begins()),
        scope.integers(target.lengths()),
        scope.number((long) target.block()));
  }

  @Override
  public final Map<AttentionPart, float[][][][]> attentionMatrices(
      Batch source, Batch target, int row) {
    Batch written = written(source, target);
    try (Scope scope = program.scope()) {
      IValue result =
          scope.run(
              "matrices",
              tokens(scope, source),
              lengths(scope, source),
              tokens(scope, written),
              lengths(scope, written),
              scope.number((long) row));
      Iterator<IValue> parts = scope.each(result).iterator();
      Map<AttentionPart, float[][][][]> matrices = new EnumMap<>(AttentionPart.class);
      checkpoint
          .config()
          .stacks()
          .forEach(
              (part, stack) -> {
                Batch queries = part == AttentionPart.ENCODER ? source : written;
                Batch keys = part == AttentionPart.DECODER ? written : source;
                matrices.put(
                    part,
                    matrices(
                        scope.floats(parts.next()),
                        new int[] {
                          stack.layers(), stack.heads(), queries.paddedLength(), keys.paddedLength()
                        },
                        queries.sequences()[row].length,
                        keys.sequences()[row].length));
              });
      return matrices;
    }
  }

  /** The batch that the decoder reads: the target, or the source where the model has none. */
  private Batch written(Batch source, Batch target) {
    if (!hasTarget()) {
      return source;
    }
    if (source.rows() != target.rows() || source.packed() != target.packed()) {
      throw new IllegalArgumentException(
          "Cannot pair "
              + source.rows()
              + " sources with "
              + target.rows()
              + " targets (give one target for each source, both in rows or neither)");
    }
    return target;
  }

  final Program program() {
    return program;
  }

  /** [rows, length] tokens of a batch of rows. */
  final IValue tokens(Scope scope, Batch batch) {
    if (batch.packed()) {
      throw new IllegalArgumentException(
          "Cannot read texts one behind another (this model needs rows for it; give such)");
    }
    check(batch);
    return scope.longs(batch.padded(), batch.rows(), batch.paddedLength());
  }

  /** [rows] lengths of a batch. */
  static IValue lengths(Scope scope, Batch batch) {
    return scope.longs(batch.lengths(), batch.rows());
  }

  /** Calls a method for texts that stand one behind another, with what it takes beside them. */
  final IValue runPacked(Scope scope, String method, Batch batch, IValue... more) {
    check(batch);
    long length = batch.paddedLength();
    List<IValue> arguments =
        new ArrayList<>(
            List.of(
                scope.longs(batch.padded(), 1, length),
                scope.longs(batch.paddedTypes(), 1, length),
                scope.longs(batch.positions(), 1, length),
                scope.integers(batch.begins()),
                scope.integers(batch.lengths()),
                scope.number((long) block(batch))));
    arguments.addAll(List.of(more));
    return scope.run(method, arguments.toArray(IValue[]::new));
  }

  /**
   * Tokens of a packed batch that go through a layer at a time. Two of its blocks, or four where
   * layers are narrow, take a tenth less time than one after the other, and still leave room in the
   * processor's caches; but a sequence has to keep its bits by it.
   */
  private int block(Batch batch) {
    int block = batch.block();
    if (batch.paddedLength() == block) {
      return block;
    }
    int wanted = block * (checkpoint.config().hiddenSize() <= NARROW ? 4 : 2);
    List<Integer> key = List.of(JniUtils.getNumThreads(), block);
    return larger.computeIfAbsent(key, ignored -> readsAlike(block, wanted)) ? wanted : block;
  }

  private boolean readsAlike(int block, int larger) {
    try (Scope scope = program.scope()) {
      IValue unlike = scope.run("unlike", scope.number((long) block), scope.number((long) larger));
      return scope.floats(unlike)[0] == 0;
    }
  }

  private void check(Batch batch) {
    for (int[] sequence : batch.sequences()) {
      int length = batch.packed() ? sequence.length : batch.length();
      if (length > maxLength()) {
        throw new IllegalArgumentException(
            "Cannot read "
                + length
                + " tokens (the model has "
                + maxLength()
                + " positions; split the text)");
      }
      checkIds(sequence);
    }
  }

  private void checkIds(int[] ids) {
    for (int id : ids) {
      if (id < 0 || id >= checkpoint.config().vocabSize()) {
        throw new IllegalArgumentException(
            "Cannot read token: "
                + id
                + " (the model's vocabulary has "
                + checkpoint.config().vocabSize()
                + "; use its own tokenizer)");
      }
    }
  }

  /**
   * Cuts padded attention weights to a text's own size.
   *
   * @param values [layers × heads × queries × keys] with padding
   * @param shape layers, heads, queries, keys
   * @return [layers][heads][queries][keys], of the last two the first ones
   */
  private static float[][][][] matrices(float[] values, int[] shape, int queries, int keys) {
    float[][][][] matrices = new float[shape[0]][shape[1]][queries][];
    for (int layer = 0; layer < shape[0]; layer++) {
      for (int head = 0; head < shape[1]; head++) {
        for (int query = 0; query < queries; query++) {
          int begin = ((layer * shape[1] + head) * shape[2] + query) * shape[3];
          matrices[layer][head][query] = Arrays.copyOfRange(values, begin, begin + keys);
        }
      }
    }
    return matrices;
  }

  /** Refuses what only a model with such a head can do. */
  final void requireHead(Role role) {
    if (!checkpoint.config().roles().contains(role)) {
      throw new IllegalArgumentException(
          "Cannot label: "
              + checkpoint.folder()
              + " (the checkpoint is none that "
              + role.description()
              + "; use one whose config.json names such a class in architectures)");
    }
  }

  /** Rows of equal length. */
  static float[][] split(float[] values, int rows) {
    List<float[]> split = new ArrayList<>();
    int width = values.length / rows;
    for (int row = 0; row < rows; row++) {
      split.add(Arrays.copyOfRange(values, row * width, (row + 1) * width));
    }
    return split.toArray(float[][]::new);
  }

  /** Frees what a model holds beside its program. */
  void release() {}

  @Override
  public final void close() {
    release();
    program.close();
  }
}
