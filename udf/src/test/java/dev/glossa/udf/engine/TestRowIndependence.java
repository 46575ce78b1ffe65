package dev.glossa.udf.engine;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.pytorch.jni.JniUtils;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.glossa.udf.decode.Candidates;
import dev.glossa.udf.decode.Step;
import dev.glossa.udf.decode.StepModel;
import dev.glossa.udf.model.Checkpoint;
import dev.glossa.udf.model.CheckpointException;
import dev.glossa.udf.model.TinyCheckpoints;
import dev.glossa.udf.model.TinyTokenizer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A row's results are the same bits in whichever row of a batch it stands and whatever stands in
 * the others, for every role and precision and every result that leaves it, with one thread and
 * with two.
 */
final class TestRowIndependence {
  private static final int BEAMS = 3;
  private static final int STEPS = 10;
  private static final int TRIALS = 8;

  /** Rows and padded length of the batches. */
  private static final int[][] SHAPES = {{2, 5}, {5, 19}, {8, 33}};

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
  void encoder(Precision precision) throws CheckpointException {
    ObjectNode config =
        TinyCheckpoints.bertConfig().put("hidden_size", 96).put("intermediate_size", 200);
    config.put("num_attention_heads", 3);
    TinyCheckpoints.write(folder, config, TinyTokenizer.bert(), 1);
    try (EncoderModel model = (EncoderModel) load(folder, precision)) {
      verify(
          model,
          (batch, row) -> {
            Bits bits = new Bits();
            for (Pooling pooling : Pooling.values()) {
              bits.add("vectors " + pooling, model.vectors(batch, pooling)[row]);
            }
            attention(model, batch, row, bits);
            return bits;
          });
    }
  }

  @ParameterizedTest
  @EnumSource(Precision.class)
  void causal(Precision precision) throws CheckpointException {
    ObjectNode config = TinyCheckpoints.gpt2Config().put("n_embd", 96).put("n_inner", 200);
    TinyCheckpoints.write(folder, config.put("n_head", 3), TinyTokenizer.gpt2(), 2);
    try (CausalModel model = (CausalModel) load(folder, precision)) {
      verify(
          model,
          (batch, row) -> {
            Bits bits = new Bits();
            bits.add("vectors", model.vectors(batch, Pooling.MEAN)[row]);
            bits.add("scores", model.score(batch)[row]);
            attention(model, batch, row, bits);
            generate(model.generate(batch, BEAMS, STEPS), BEAMS, null, row, bits);
            generate(model.generate(batch, 1, STEPS), 1, null, row, bits);
            return bits;
          });
    }
  }

  @ParameterizedTest
  @EnumSource(Precision.class)
  void encoderDecoder(Precision precision) throws CheckpointException {
    ObjectNode config = TinyCheckpoints.bartConfig().put("d_model", 96);
    config.put("encoder_ffn_dim", 200).put("decoder_ffn_dim", 200).put("decoder_layers", 2);
    config.put("encoder_attention_heads", 3).put("decoder_attention_heads", 4);
    TinyCheckpoints.write(folder, config, TinyTokenizer.bart(), 3);
    try (Seq2SeqModel model = (Seq2SeqModel) load(folder, precision)) {
      verify(
          model,
          (batch, row) -> {
            Bits bits = new Bits();
            bits.add("vectors", model.vectors(batch, Pooling.MEAN)[row]);
            attention(model, batch, row, bits);
            generate(model.generate(batch, BEAMS, STEPS), BEAMS, 2, row, bits);
            generate(model.generate(batch, 1, STEPS), 1, 2, row, bits);
            return bits;
          });
    }
  }

  @ParameterizedTest
  @EnumSource(Precision.class)
  void labelsOfTexts(Precision precision) throws Exception {
    ObjectNode config =
        TinyCheckpoints.bertConfig().put("hidden_size", 96).put("intermediate_size", 200);
    config.put("num_attention_heads", 3).put("num_labels", 3);
    config.putArray("architectures").add("BertForSequenceClassification");
    TinyCheckpoints.write(folder.resolve("bert"), config, TinyTokenizer.bert(), 4);
    config.put("num_labels", 1);
    TinyCheckpoints.write(folder.resolve("one"), config, TinyTokenizer.bert(), 5);
    ObjectNode decoder = TinyCheckpoints.bartConfig().put("d_model", 96).put("num_labels", 3);
    decoder.put("encoder_attention_heads", 3).put("decoder_attention_heads", 4);
    decoder.putArray("architectures").add("BartForSequenceClassification");
    TinyCheckpoints.write(folder.resolve("bart"), decoder, TinyTokenizer.bart(), 6);
    Path mean = Path.of(getClass().getResource("/dev/glossa/udf/hub/modernbert-classify").toURI());
    for (Path path :
        List.of(folder.resolve("bert"), folder.resolve("one"), folder.resolve("bart"), mean)) {
      try (LoadedModel model = load(path, precision)) {
        verify(
            model,
            (batch, row) -> {
              Bits bits = new Bits();
              bits.add("labels", ((Classifies) model).classify(batch)[row]);
              return bits;
            });
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Precision.class)
  void labelsOfTokens(Precision precision) throws CheckpointException {
    ObjectNode config =
        TinyCheckpoints.bertConfig().put("hidden_size", 96).put("intermediate_size", 200);
    config.put("num_attention_heads", 3).put("num_labels", 5);
    config.putArray("architectures").add("BertForTokenClassification");
    TinyCheckpoints.write(folder, config, TinyTokenizer.bert(), 7);
    try (EncoderModel model = (EncoderModel) load(folder, precision)) {
      verify(
          model,
          (batch, row) -> {
            Bits bits = new Bits();
            for (float[] token : model.tag(batch)[row]) {
              bits.add("labels", token);
            }
            return bits;
          });
    }
  }

  private static LoadedModel load(Path checkpoint, Precision precision) throws CheckpointException {
    return Models.load(Checkpoint.open(checkpoint), new EngineOptions("cpu", precision, 0));
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
    Bits of(Batch batch, int row);
  }

  private static void verify(LoadedModel model, Results results) {
    int vocabulary = model.checkpoint().config().vocabSize();
    Random random = new Random(4);
    for (int computing : List.of(1, 2)) {
      JniUtils.setNumThreads(computing);
      for (int[] shape : SHAPES) {
        int[] own = sequence(random, vocabulary, 2 + random.nextInt(shape[1] - 1));
        Bits expected = null;
        for (int trial = 0; trial < TRIALS / computing; trial++) {
          int row = trial % shape[0];
          int[][] sequences = new int[shape[0]][];
          for (int other = 0; other < shape[0]; other++) {
            sequences[other] =
                other == row ? own : sequence(random, vocabulary, 1 + random.nextInt(shape[1]));
          }
          Bits actual = results.of(new Batch(sequences, shape[1]), row);
          expected = expected == null ? actual : expected;
          String where =
              computing + " threads, shape " + Arrays.toString(shape) + ", row " + row + ": ";
          actual.verify(where, expected);
        }
      }
    }
  }

  private static int[] sequence(Random random, int vocabulary, int length) {
    return random.ints(length, 0, vocabulary).toArray();
  }

  /**
   * Ten steps whose choices, bans and penalties are the same for one document and random for the
   * others.
   *
   * @param start the first token, or null where the first step takes none
   */
  private void generate(StepModel opened, int beams, Integer start, int document, Bits bits) {
    Random own = new Random(5);
    try (StepModel steps = opened) {
      int rows = steps.rows();
      int[] tokens = null;
      int[] parents = null;
      if (start != null) {
        tokens = new int[rows];
        Arrays.fill(tokens, start);
      }
      for (int step = 0; step < STEPS; step++) {
        Candidates candidates =
            steps.step(
                new Step(
                    parents,
                    tokens,
                    entries(own, steps, beams, document),
                    entries(own, steps, beams, document),
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

  /** Two entries for each of the document's rows, and up to three for each other row. */
  private Step.Entries entries(Random own, StepModel steps, int beams, int document) {
    List<Integer> rows = new ArrayList<>();
    List<Integer> tokens = new ArrayList<>();
    for (int row = 0; row < steps.rows(); row++) {
      Random random = row / beams == document ? own : others;
      int count = row / beams == document ? 2 : others.nextInt(4);
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
