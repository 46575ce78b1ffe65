package dev.glossa.udf.task;

import dev.glossa.udf.batch.Shape;
import dev.glossa.udf.engine.AttentionStatistics;
import dev.glossa.udf.engine.Batch;
import dev.glossa.udf.engine.HeadStatistics;
import dev.glossa.udf.engine.LoadedModel;
import dev.glossa.udf.model.GenerationConfig;
import dev.glossa.udf.model.family.AttentionPart;
import dev.glossa.udf.model.family.LayerStack;
import dev.glossa.udf.task.TextModel.Chunk;
import dev.glossa.udf.text.SentenceSplitter;
import dev.glossa.udf.text.TextException;
import dev.glossa.udf.text.Tokens;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * How models attend to a document's chunks.
 *
 * <p>An encoder-decoder's decoder needs something that it has written so far. It is given the
 * chunk's own opening: its start token and the first 31 tokens of the chunk, as if it were about to
 * copy it. So its decoder and cross-attention rows do not depend on a search.
 */
final class AttentionTask
    implements BatchedStage<AttentionTask.Item, AttentionTask.Output, AttentionResult> {
  /** Tokens that a decoder is given, its start token included. */
  private static final int TARGET = 32;

  /** Most weights of a chunk's matrices that are given out: 512 MB of them. */
  private static final long MOST_WEIGHTS = 1L << 27;

  private final AttentionSettings settings;
  private final Map<String, TextModel> textModels = new LinkedHashMap<>();
  private final SentenceSplitter splitter = new SentenceSplitter();

  /** A chunk of one model, and whether its matrices are wanted. */
  record Item(TextModel textModel, Chunk chunk, boolean matrices) {
    int[] source() {
      return chunk.tokens().ids();
    }
  }

  /** Rows of one chunk. */
  record Output(List<AttentionRow> rows, List<AttentionMatrixRow> matrices) {}

  AttentionTask(AttentionSettings settings, ModelSource models) {
    this.settings = settings;
    for (String name : settings.models()) {
      textModels.put(name, TextModel.open(models, name, settings.batch()));
    }
  }

  @Override
  public Stage stage() {
    return settings.stage();
  }

  @Override
  public DocumentWork<Item, Output, AttentionResult> work(Document document) {
    boolean matrices =
        settings.matrices().stream()
            .anyMatch(name -> name.equals(document.id()) || document.source().endsWith(name));
    List<Item> items = new ArrayList<>();
    Sentences sentences = Sentences.of(document, splitter);
    for (TextModel textModel : textModels.values()) {
      Tokens tokens = textModel.encode(document.text());
      for (Chunk chunk :
          textModel.chunks(document.text(), tokens, sentences, settings.maxTokens())) {
        items.add(new Item(textModel, chunk, matrices));
      }
    }
    Map<Item, Output> outputs = new IdentityHashMap<>();
    return new DocumentWork<>() {
      @Override
      public List<Item> begin() {
        return items;
      }

      @Override
      public List<Item> accept(Item item, Output output) {
        outputs.put(item, output);
        return List.of();
      }

      @Override
      public AttentionResult result() {
        return new AttentionResult(
            items.stream().flatMap(item -> outputs.get(item).rows().stream()).toList(),
            items.stream().flatMap(item -> outputs.get(item).matrices().stream()).toList());
      }
    };
  }

  @Override
  public Shape shape(Item item) {
    return item.textModel().reading(item.source().length);
  }

  @Override
  public int places(Item item) {
    return Batch.places(item.source().length);
  }

  @Override
  public List<Output> compute(Shape shape, List<Item> items) {
    TextModel textModel = items.get(0).textModel();
    Batch source = textModel.batch(shape, items.stream().map(Item::source).toList());
    Batch target = target(textModel.model(), source);
    Map<AttentionPart, AttentionStatistics> parts = textModel.model().attention(source, target);
    List<Output> outputs = new ArrayList<>();
    for (int row = 0; row < items.size(); row++) {
      Item item = items.get(row);
      List<AttentionRow> rows = new ArrayList<>();
      for (Map.Entry<AttentionPart, AttentionStatistics> part : parts.entrySet()) {
        Batch queries = part.getKey() == AttentionPart.ENCODER ? source : target;
        addRows(item, part.getKey(), part.getValue(), row, queries.sequences()[row].length, rows);
      }
      outputs.add(
          new Output(rows, item.matrices() ? matrices(item, target.sequences()[row]) : List.of()));
    }
    return outputs;
  }

  /** The tokens that the decoder of an encoder-decoder is given; the source for other models. */
  private static Batch target(LoadedModel model, Batch source) {
    if (!model.hasTarget()) {
      return source;
    }
    GenerationConfig generation = model.checkpoint().generation();
    int start =
        generation
            .token("decoder_start_token_id")
            .or(() -> generation.token("bos_token_id"))
            .orElse(0);
    int length = Math.min(TARGET, model.maxLength());
    int[][] rows = new int[source.rows()][];
    for (int row = 0; row < rows.length; row++) {
      int[] own = source.sequences()[row];
      rows[row] = new int[Math.min(length, own.length + 1)];
      rows[row][0] = start;
      System.arraycopy(own, 0, rows[row], 1, rows[row].length - 1);
    }
    return source.packed()
        ? Batch.packed(rows, new int[0][], rows.length * length)
        : new Batch(rows, length);
  }

  private static void addRows(
      Item item,
      AttentionPart part,
      AttentionStatistics statistics,
      int row,
      int queries,
      List<AttentionRow> rows) {
    for (int layer = 0; layer < statistics.layers(); layer++) {
      for (int head = 0; head < statistics.heads(); head++) {
        HeadStatistics own = statistics.of(row, layer, head);
        rows.add(
            new AttentionRow(
                item.textModel().name(),
                item.chunk().number(),
                text(part),
                layer,
                head,
                queries,
                own.entropy(),
                own.largestWeight(),
                own.meanDistance(),
                own.selfShare(),
                own.previousShare(),
                own.firstShare()));
      }
    }
  }

  private static List<AttentionMatrixRow> matrices(Item item, int[] target) {
    LoadedModel model = item.textModel().model();
    requireSize(model, item.source().length);
    Map<AttentionPart, float[][][][]> parts =
        model.attentionMatrices(alone(item.source()), alone(target), 0);
    String[] read = item.chunk().tokens().tokens();
    String[] written =
        Arrays.stream(target).mapToObj(item.textModel().tokenizer()::token).toArray(String[]::new);
    List<AttentionMatrixRow> rows = new ArrayList<>();
    parts.forEach(
        (part, layers) -> {
          String[] queries = part == AttentionPart.ENCODER ? read : written;
          String[] keys = part == AttentionPart.DECODER ? written : read;
          for (int layer = 0; layer < layers.length; layer++) {
            for (int head = 0; head < layers[layer].length; head++) {
              rows.add(
                  new AttentionMatrixRow(
                      item.textModel().name(),
                      item.chunk().number(),
                      text(part),
                      layer,
                      head,
                      queries,
                      keys,
                      flat(layers[layer][head])));
            }
          }
        });
    return rows;
  }

  private static Batch alone(int[] sequence) {
    return new Batch(new int[][] {sequence}, sequence.length);
  }

  private static void requireSize(LoadedModel model, long length) {
    long heads = 0;
    for (LayerStack stack : model.checkpoint().config().stacks().values()) {
      heads = Math.max(heads, (long) stack.layers() * stack.heads());
    }
    if (heads * length * length > MOST_WEIGHTS) {
      throw new TextException(
          "MATRICES_TOO_LARGE",
          "Cannot give the matrices of a chunk of "
              + length
              + " tokens ("
              + heads
              + " heads of that many squared are over 512 MB; name a shorter document)");
    }
  }

  private static float[] flat(float[][] matrix) {
    int width = matrix[0].length;
    float[] flat = new float[matrix.length * width];
    for (int row = 0; row < matrix.length; row++) {
      System.arraycopy(matrix[row], 0, flat, row * width, width);
    }
    return flat;
  }

  private static String text(AttentionPart part) {
    return part.name().toLowerCase(Locale.ROOT);
  }
}
