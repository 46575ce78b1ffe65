package dev.glossa.udf.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import ai.djl.pytorch.jni.JniUtils;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.glossa.udf.decode.Candidates;
import dev.glossa.udf.decode.Step;
import dev.glossa.udf.decode.StepModel;
import dev.glossa.udf.model.Checkpoint;
import dev.glossa.udf.model.CheckpointException;
import dev.glossa.udf.model.TinyCheckpoints;
import dev.glossa.udf.model.TinyTokenizer;
import dev.glossa.udf.model.embedding.Embedding;
import dev.glossa.udf.model.embedding.Pooling;
import dev.glossa.udf.model.family.Role;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A row's results are the same bits in whichever row of a batch it stands and whatever stands in
 * the others, for every role, precision and family and every result that leaves it, with one thread
 * and with two.
 */
final class TestRowIndependence {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** Sizes for the hub's shapes, by the names that the families have for them. */
  private static final Map<String, Integer> WIDTHS =
      Map.ofEntries(
          Map.entry("hidden_size", 96),
          Map.entry("d_model", 96),
          Map.entry("dim", 96),
          Map.entry("word_embed_proj_dim", 96),
          Map.entry("head_dim", 24),
          Map.entry("embedding_size", 40),
          Map.entry("intermediate_size", 200),
          Map.entry("ffn_dim", 200),
          Map.entry("encoder_ffn_dim", 200),
          Map.entry("decoder_ffn_dim", 200),
          Map.entry("d_ff", 200),
          Map.entry("hidden_dim", 200));

  /** One of the hub's shapes for each program, to try in all precisions. */
  private static final Set<String> ONE_OF_EACH =
      Set.of(
          "gemma2",
          "gpt-neox",
          "m2m100",
          "modernbert",
          "modernbert-classify",
          "mpnet",
          "opt",
          "t5");

  private static final int BEAMS = 3;

  /** Steps of a generation, and as many that three beams fill what a bfloat16 cache begins with. */
  private static final int FEW_STEPS = 10;

  private static final int MANY_STEPS = 22;

  /** How thoroughly a model is tried: batches of each shape, as rows and padded length. */
  private record Trials(int count, int[][] shapes) {
    static final Trials MANY = new Trials(8, new int[][] {{2, 5}, {5, 19}, {8, 33}});
    static final Trials FEW = new Trials(4, new int[][] {{5, 19}});
  }

  @TempDir Path folder;

  /** What the other rows hold and do. */
  private final Random others = new Random(6);

  private final int threads = threads();

  private static int threads() {
    Pytorch.start(0);
    return JniUtils.getNumThreads();
  }

  @AfterEach
  void restoreThreads() {
    JniUtils.setNumThreads(threads);
  }

  @ParameterizedTest
  @EnumSource(Precision.class)
  void encoder(Precision precision) throws Exception {
    ObjectNode config =
        TinyCheckpoints.bertConfig().put("hidden_size", 96).put("intermediate_size", 200);
    config.put("num_attention_heads", 3);
    TinyCheckpoints.write(folder, config, TinyTokenizer.bert(), 1);
    TinyCheckpoints.addDense(folder, 96, 40, 24);
    Embedding[] embeddings =
        Stream.of(Pooling.values())
            .map(
                pooling ->
                    new Embedding(
                        pooling,
                        List.of(
                            Embedding.Step.DENSE, Embedding.Step.NORMALIZE, Embedding.Step.DENSE)))
            .toArray(Embedding[]::new);
    verify(precision, Trials.MANY, embeddings);
  }

  @ParameterizedTest
  @EnumSource(Precision.class)
  void causal(Precision precision) throws Exception {
    ObjectNode config = TinyCheckpoints.gpt2Config().put("n_embd", 96).put("n_inner", 200);
    TinyCheckpoints.write(folder, config.put("n_head", 3), TinyTokenizer.gpt2(), 2);
    verify(precision, Trials.MANY, Embedding.MEAN);
  }

  @ParameterizedTest
  @EnumSource(Precision.class)
  void encoderDecoder(Precision precision) throws Exception {
    ObjectNode config = TinyCheckpoints.bartConfig().put("d_model", 96);
    config.put("encoder_ffn_dim", 200).put("decoder_ffn_dim", 200).put("decoder_layers", 2);
    config.put("encoder_attention_heads", 3).put("decoder_attention_heads", 4);
    TinyCheckpoints.write(folder, config, TinyTokenizer.bart(), 3);
    verify(precision, Trials.MANY, Embedding.MEAN);
  }

  @ParameterizedTest
  @EnumSource(Precision.class)
  void labels(Precision precision) throws Exception {
    ObjectNode config =
        TinyCheckpoints.bertConfig().put("hidden_size", 96).put("intermediate_size", 200);
    config.put("num_attention_heads", 3).put("num_labels", 3);
    config.putArray("architectures").add("BertForSequenceClassification");
    TinyCheckpoints.write(folder.resolve("texts"), config, TinyTokenizer.bert(), 4);
    config.put("num_labels", 1);
    TinyCheckpoints.write(folder.resolve("one"), config, TinyTokenizer.bert(), 5);
    config.put("num_labels", 5).putArray("architectures").add("BertForTokenClassification");
    TinyCheckpoints.write(folder.resolve("tokens"), config, TinyTokenizer.bert(), 7);
    ObjectNode bart = TinyCheckpoints.bartConfig().put("d_model", 96).put("num_labels", 3);
    bart.put("encoder_attention_heads", 3).put("decoder_attention_heads", 4);
    bart.putArray("architectures").add("BartForSequenceClassification");
    TinyCheckpoints.write(folder.resolve("bart"), bart, TinyTokenizer.bart(), 6);
    for (String name : List.of("texts", "one", "tokens", "bart")) {
      verify(folder.resolve(name), precision, Trials.MANY, TestRowIndependence::labels, packed());
    }
  }

  /** Each of the hub's shapes, which are narrower than a vector of the CPU, made as wide. */
  @ParameterizedTest(name = "{0} {1}")
  @MethodSource("hubShapes")
  void everyFamily(String shape, Precision precision) throws Exception {
    ObjectNode config = (ObjectNode) JSON.readTree(hub().resolve(shape + "/config.json").toFile());
    TinyCheckpoints.write(folder, widened(config), TinyTokenizer.bart(), 4);
    verify(precision, Trials.FEW, Embedding.MEAN, Embedding.FIRST, Embedding.LAST);
  }

  static Stream<Arguments> hubShapes() throws Exception {
    try (Stream<Path> files = Files.list(hub())) {
      List<String> shapes =
          files.filter(Files::isDirectory).map(f -> f.getFileName().toString()).sorted().toList();
      return shapes.stream()
          .flatMap(
              shape ->
                  Stream.of(Precision.values())
                      .filter(each -> each == Precision.FLOAT32 || ONE_OF_EACH.contains(shape))
                      .map(each -> Arguments.of(shape, each)));
    }
  }

  private static Path hub() throws URISyntaxException {
    return Path.of(TestRowIndependence.class.getResource("/dev/glossa/udf/hub").toURI());
  }

  private static ObjectNode widened(ObjectNode config) {
    WIDTHS.forEach(
        (name, width) -> {
          if (config.has(name)) {
            config.put(name, width);
          }
        });
    for (String name : List.of("long_factor", "short_factor")) {
      // A factor for each pair of a head's numbers.
      if (config.path("rope_parameters").path(name) instanceof ArrayNode factors) {
        for (int i = factors.size(); i < WIDTHS.get("head_dim") / 2; i++) {
          factors.add(factors.get(i - 2));
        }
      }
    }
    return config;
  }

  private static void attention(LoadedModel model, Batch batch, int row, Bits bits) {
    model
        .attention(batch, batch)
        .forEach((part, values) -> bits.add(part + " statistics", values, row));
    model
        .attentionMatrices(batch, batch, row)
        .forEach((part, values) -> bits.add(part + " matrices", values));
  }

  /** What a row of a batch gives. */
  private interface Results {
    Bits of(LoadedModel model, Batch batch, int row);
  }

  private static Bits labels(LoadedModel model, Batch batch, int row) {
    Bits bits = new Bits();
    Set<Role> roles = model.checkpoint().config().roles();
    if (roles.contains(Role.CLASSIFIES)) {
      bits.add("labels of texts", ((Classifies) model).classify(batch)[row]);
    }
    if (roles.contains(Role.TAGS)) {
      for (float[] token : ((Tags) model).tag(batch)[row]) {
        bits.add("labels of tokens", token);
      }
    }
    return bits;
  }

  /** Results in all roles that a model has. */
  private Results everything(Precision precision, Embedding... embeddings) {
    int written = precision.attentionNumber("cpu") == 15 ? MANY_STEPS : FEW_STEPS;
    return (model, batch, row) -> {
      Bits bits = labels(model, batch, row);
      for (Embedding embedding : embeddings) {
        bits.add("vectors " + embedding.text(), model.vectors(batch, embedding)[row]);
      }
      attention(model, batch, row, bits);
      Set<Role> roles = model.checkpoint().config().roles();
      if (roles.contains(Role.SCORES)) {
        bits.add("scores", ((Scores) model).score(batch)[row]);
        bits.add("expected", ((Scores) model).expected(batch)[row]);
      }
      if (roles.contains(Role.CONTINUES) || roles.contains(Role.REWRITES)) {
        Generates generates = (Generates) model;
        Integer start = roles.contains(Role.REWRITES) ? 2 : null;
        generate(generates.generate(batch, BEAMS, written), BEAMS, written, start, row, bits);
        generate(generates.generate(batch, 1, written), 1, written, start, row, bits);
        if (generates.continues()) {
          int[] beginning = new Random(6).ints(16, 0, vocabulary(model)).toArray();
          generate(
              generates.generate(beginning, batch, BEAMS, written),
              BEAMS,
              written,
              start,
              row,
              bits);
        }
      }
      return bits;
    };
  }

  /** What is read of texts that stand one behind another. */
  private static Results packed(Embedding... embeddings) {
    return (model, batch, row) -> {
      Bits bits = model instanceof EncoderModel ? labels(model, batch, row) : new Bits();
      for (Embedding embedding : embeddings) {
        bits.add("packed vectors " + embedding.text(), model.vectors(batch, embedding)[row]);
      }
      if (model instanceof Scores scores) {
        bits.add("packed scores", scores.score(batch)[row]);
        bits.add("expected", scores.expected(batch)[row]);
      }
      model
          .attention(batch, batch)
          .forEach((part, values) -> bits.add("packed " + part + " statistics", values, row));
      return bits;
    };
  }

  private void verify(Precision precision, Trials trials, Embedding... embeddings)
      throws CheckpointException {
    verify(folder, precision, trials, everything(precision, embeddings), packed(embeddings));
  }

  private static void verify(
      Path path, Precision precision, Trials trials, Results results, Results packed)
      throws CheckpointException {
    Checkpoint checkpoint = Checkpoint.open(path);
    EngineOptions options = new EngineOptions("cpu", precision, 0);
    assumeThat(Models.problem(options)).isEmpty();
    for (String storage : storages(precision)) {
      verify(checkpoint, options, storage, trials, results, packed);
    }
  }

  /**
   * How matrices are held. Those of small models are bfloat16 in int8 where the processor has it,
   * so they are tried as whole numbers, too.
   */
  static Set<String> storages(Precision precision) {
    Set<String> storages = new TreeSet<>(Set.of(precision.storage("cpu")));
    if (precision == Precision.INT8) {
      storages.add("int8");
    }
    return storages;
  }

  private static void verify(
      Checkpoint checkpoint,
      EngineOptions options,
      String storage,
      Trials trials,
      Results results,
      Results packed) {
    Random random = new Random(4);
    try (LoadedModel model = Models.load(checkpoint, options, storage, Weights.LARGEST_PART)) {
      for (int computing : List.of(1, 2)) {
        JniUtils.setNumThreads(computing);
        for (int[] shape : trials.shapes()) {
          verify(model, computing, shape, trials.count() / computing, random, results);
        }
        verifyPacked(model, computing, trials, random, packed);
      }
    }
  }

  private static void verify(
      LoadedModel model, int threads, int[] shape, int count, Random random, Results results) {
    int vocabulary = vocabulary(model);
    int[] own = sequence(random, vocabulary, 2 + random.nextInt(shape[1] - 1));
    Bits expected = null;
    for (int trial = 0; trial < count; trial++) {
      int row = trial % shape[0];
      int[][] sequences = new int[shape[0]][];
      for (int other = 0; other < shape[0]; other++) {
        sequences[other] =
            other == row ? own : sequence(random, vocabulary, 1 + random.nextInt(shape[1]));
      }
      Bits actual = results.of(model, new Batch(sequences, shape[1]), row);
      assertThat(actual.results).as("results").isNotEmpty();
      expected = expected == null ? actual : expected;
      actual.verify(
          threads + " threads, shape " + Arrays.toString(shape) + ", row " + row + ": ", expected);
    }
  }

  private static void verifyPacked(
      LoadedModel model, int threads, Trials trials, Random random, Results results) {
    int longest = trials.shapes()[trials.shapes().length - 1][1];
    int[] own = sequence(random, vocabulary(model), 2 + random.nextInt(longest - 1));
    Bits expected = null;
    for (int trial = 0; trial < trials.count(); trial++) {
      // Of one block to six of them, so that those that are left are as many as they can be.
      int places = Batch.places(own.length) + random.nextInt(1500);
      List<int[]> sequences = new ArrayList<>(List.of(own));
      int free = places - Batch.places(own.length);
      while (free > 0) {
        int[] other = sequence(random, vocabulary(model), 1 + random.nextInt(longest));
        free -= Batch.places(other.length);
        if (free >= 0) {
          sequences.add(random.nextInt(sequences.size() + 1), other);
        }
      }
      Batch batch = Batch.packed(sequences.toArray(int[][]::new), new int[0][], places);
      int row = sequences.indexOf(own);
      Bits actual = results.of(model, batch, row);
      expected = expected == null ? actual : expected;
      actual.verify(threads + " threads, " + places + " places, sequence " + row + ": ", expected);
    }
  }

  private static int vocabulary(LoadedModel model) {
    return model.checkpoint().config().vocabSize();
  }

  private static int[] sequence(Random random, int vocabulary, int length) {
    return random.ints(length, 0, vocabulary).toArray();
  }

  /**
   * Ten steps whose choices, bans and penalties are the same for one document and random for the
   * others, which are released sooner or later.
   *
   * @param start the first token, or null where the first step takes none
   */
  private void generate(
      StepModel opened, int beams, int written, Integer start, int document, Bits bits) {
    Random own = new Random(5);
    try (StepModel steps = opened) {
      int rows = steps.rows();
      int[] tokens = null;
      int[] parents = null;
      boolean[] released = new boolean[rows / beams];
      if (start != null) {
        tokens = new int[rows];
        Arrays.fill(tokens, start);
      }
      for (int step = 0; step < written; step++) {
        for (int other = 0; other < released.length; other++) {
          if (other != document && !released[other] && others.nextInt(written) == 0) {
            released[other] = true;
            steps.release(other);
          }
        }
        Candidates candidates =
            steps.step(
                new Step(
                    parents,
                    tokens,
                    entries(own, steps, beams, document, released),
                    entries(own, steps, beams, document, released),
                    1.3f,
                    beams > 1,
                    6));
        bits.add("step " + step + " of " + beams + " beams", candidates, document * beams, beams);
        tokens = new int[rows];
        parents = new int[rows];
        for (int row = 0; row < rows; row++) {
          Random random = row / beams == document ? own : others;
          tokens[row] = random.nextInt(steps.vocabulary());
          parents[row] = row / beams * beams + random.nextInt(beams);
        }
      }
    }
  }

  /** Two entries for each of the document's rows, and up to three for those of others. */
  private Step.Entries entries(
      Random own, StepModel steps, int beams, int document, boolean[] released) {
    List<Integer> rows = new ArrayList<>();
    List<Integer> tokens = new ArrayList<>();
    for (int row = 0; row < steps.rows(); row++) {
      Random random = row / beams == document ? own : others;
      int other = released[row / beams] ? 0 : others.nextInt(4);
      int count = row / beams == document ? 2 : other;
      for (int i = 0; i < count; i++) {
        rows.add(row);
        tokens.add(random.nextInt(steps.vocabulary()));
      }
    }
    return new Step.Entries(ints(rows), ints(tokens));
  }

  private static int[] ints(List<Integer> numbers) {
    return numbers.stream().mapToInt(Integer::intValue).toArray();
  }

  /** Bits of floats by the name of the result, so that −0 differs from 0. */
  private static final class Bits {
    private final Map<String, List<Integer>> results = new LinkedHashMap<>();

    void add(String name, float... floats) {
      List<Integer> bits = results.computeIfAbsent(name, ignored -> new ArrayList<>());
      for (float value : floats) {
        bits.add(Float.floatToRawIntBits(value));
      }
    }

    void add(String name, float[][][][] matrices) {
      for (float[][][] layer : matrices) {
        for (float[][] head : layer) {
          for (float[] query : head) {
            add(name, query);
          }
        }
      }
    }

    void add(String name, AttentionStatistics statistics, int row) {
      int size = statistics.layers() * statistics.heads() * HeadStatistics.SIZE;
      add(name, Arrays.copyOfRange(statistics.values(), row * size, (row + 1) * size));
    }

    void add(String name, Candidates candidates, int begin, int rows) {
      int count = candidates.count();
      for (int i = begin * count; i < (begin + rows) * count; i++) {
        add(name, candidates.ids()[i], candidates.scores()[i]);
      }
      add(name, Arrays.copyOfRange(candidates.logSumExp(), begin, begin + rows));
    }

    void verify(String where, Bits expected) {
      assertThat(results.keySet()).isEqualTo(expected.results.keySet());
      results.forEach(
          (name, bits) -> {
            List<Integer> other = expected.results.get(name);
            long different =
                IntStream.range(0, bits.size())
                    .filter(i -> !bits.get(i).equals(other.get(i)))
                    .count();
            assertThat(different).as(where + name + ": bits that differ").isZero();
          });
    }
  }
}
