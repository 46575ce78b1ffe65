package dev.glossa.jobs.benchmark;

import dev.glossa.udf.batch.Batcher;
import dev.glossa.udf.batch.Buckets;
import dev.glossa.udf.decode.GenerationSettings;
import dev.glossa.udf.decode.Prompt;
import dev.glossa.udf.decode.Search;
import dev.glossa.udf.decode.SearchInput;
import dev.glossa.udf.decode.StepModel;
import dev.glossa.udf.engine.Batch;
import dev.glossa.udf.engine.Generates;
import dev.glossa.udf.engine.LoadedModel;
import dev.glossa.udf.model.embedding.Embedding;
import dev.glossa.udf.text.TextTokenizer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import java.util.function.ToDoubleFunction;

/**
 * Takes documents through a model and times its stages: all tokenized, cut, sorted by length, and
 * read and written in batches, each text as long as was asked for. Nothing is run to warm up.
 */
final class Runner {
  /**
   * How much to do.
   *
   * @param batch documents that go through the model together
   * @param newTokens that are written for each document, no fewer and no more
   * @param maxInput tokens that are read of each document
   */
  record Size(int batch, int newTokens, int maxInput) {}

  /** As the configuration has it. */
  private static final int BATCH_TOKENS = 2048;

  private final LoadedModel model;
  private final Floor floor;
  private final Size size;
  private final LongSupplier clock;
  private final List<int[]> documents = new ArrayList<>();
  private double tokenizeSeconds;
  private long tokenized;

  /**
   * Tokenizes the documents.
   *
   * @param clock in nanoseconds
   */
  Runner(LoadedModel model, Floor floor, List<String> texts, Size size, LongSupplier clock)
      throws IOException {
    this.clock = clock;
    this.model = model;
    this.floor = floor;
    this.size = size;
    try (TextTokenizer tokenizer = TextTokenizer.open(model.checkpoint())) {
      long begin = clock.getAsLong();
      for (String text : texts) {
        int[] ids = tokenizer.encode(text, true).ids();
        tokenized += ids.length;
        documents.add(Arrays.copyOf(ids, Math.min(ids.length, size.maxInput())));
      }
      tokenizeSeconds = seconds(begin);
    }
    documents.removeIf(ids -> ids.length == 0);
    documents.sort(Comparator.comparingInt(ids -> ids.length));
  }

  /** Tokens that the model reads. */
  long inputTokens() {
    return documents.stream().mapToLong(ids -> ids.length).sum();
  }

  int documents() {
    return documents.size();
  }

  Timing tokenize() {
    return new Timing(
        "tokenize", documents.size(), tokenized, tokenizeSeconds, ceiling -> Double.NaN);
  }

  /** True if the model writes texts. */
  boolean writes() {
    return model instanceof Generates;
  }

  /** Vectors of all documents. */
  Timing embed() {
    double seconds = 0;
    for (Batch batch : readings()) {
      long begin = clock.getAsLong();
      model.vectors(batch, Embedding.MEAN);
      seconds += seconds(begin);
    }
    return new Timing("embed", documents.size(), inputTokens(), seconds, this::read);
  }

  /** Documents as a job's batches hold them, as many of them as there is room for. */
  private List<Batch> readings() {
    if (!model.packs()) {
      return batches().stream().map(Runner::batch).toList();
    }
    Buckets buckets = new Buckets(model.maxLength(), BATCH_TOKENS, 1, 1);
    Batcher<int[]> batcher =
        new Batcher<>(
            documents.iterator(),
            ids -> buckets.packed("", ids.length),
            ids -> Batch.places(ids.length),
            documents.size());
    List<Batch> packed = new ArrayList<>();
    while (batcher.hasNext()) {
      Batcher.Group<int[]> group = batcher.next();
      int[][] sequences = group.items().toArray(int[][]::new);
      packed.add(Batch.packed(sequences, new int[0][], group.shape().length()));
    }
    return packed;
  }

  private Generates writer() {
    return (Generates) model;
  }

  /** Texts for all documents: what reading them took, what writing them took, and both. */
  List<Timing> generate(int beams) {
    GenerationSettings settings = settings(beams);
    double reading = 0;
    double writing = 0;
    for (List<int[]> rows : batches()) {
      Batch batch = batch(rows);
      SearchInput input = input(rows, settings);
      long begin = clock.getAsLong();
      try (StepModel steps = writer().generate(batch, beams, size.newTokens())) {
        reading += seconds(begin);
        begin = clock.getAsLong();
        Search.run(steps, settings, input);
        writing += seconds(begin);
      }
    }
    String how = beams == 1 ? "greedy" : beams + " beams";
    String read = writer().continues() ? "prefill" : "encode";
    long written = (long) documents.size() * size.newTokens();
    ToDoubleFunction<Roofline> write = ceiling -> write(beams, ceiling);
    return List.of(
        new Timing(read, documents.size(), inputTokens(), reading, this::read),
        new Timing("decode " + how, documents.size(), written, writing, write),
        new Timing(
            "all " + how,
            documents.size(),
            written,
            reading + writing,
            ceiling -> read(ceiling) + write(beams, ceiling)));
  }

  private double read(Roofline ceiling) {
    return batches().stream().mapToDouble(rows -> floor.read(lengths(rows), ceiling)).sum();
  }

  private double write(int beams, Roofline ceiling) {
    return batches().stream()
        .mapToDouble(rows -> floor.write(lengths(rows), beams, size.newTokens(), ceiling))
        .sum();
  }

  private GenerationSettings settings(int beams) {
    Map<String, Object> changes = new HashMap<>();
    changes.put("do_sample", false);
    changes.put("num_beams", beams);
    if (writer().continues()) {
      changes.put("max_new_tokens", size.newTokens());
      changes.put("min_new_tokens", size.newTokens());
    } else {
      // The start token counts.
      changes.put("max_length", size.newTokens() + 1);
      changes.put("min_length", size.newTokens() + 1);
    }
    return GenerationSettings.resolve(model.checkpoint().generation(), changes);
  }

  private SearchInput input(List<int[]> rows, GenerationSettings settings) {
    boolean causal = writer().continues();
    List<Prompt> prompts =
        rows.stream()
            .map(ids -> causal ? ids : new int[] {settings.tokens().start()})
            .map(ids -> new Prompt("", ids, size.newTokens()))
            .toList();
    return new SearchInput(prompts, causal, 0, 0);
  }

  private List<List<int[]>> batches() {
    List<List<int[]>> batches = new ArrayList<>();
    for (int begin = 0; begin < documents.size(); begin += size.batch()) {
      batches.add(documents.subList(begin, Math.min(begin + size.batch(), documents.size())));
    }
    return batches;
  }

  /** A batch padded to its longest row, which is the last. */
  private static Batch batch(List<int[]> rows) {
    return new Batch(rows.toArray(int[][]::new), rows.get(rows.size() - 1).length);
  }

  private static int[] lengths(List<int[]> rows) {
    return rows.stream().mapToInt(ids -> ids.length).toArray();
  }

  private double seconds(long begin) {
    return (clock.getAsLong() - begin) / 1e9;
  }
}
