package dev.glossa.udf.engine;

import static dev.glossa.udf.model.family.AttentionPart.DECODER;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.glossa.udf.decode.Candidates;
import dev.glossa.udf.decode.Step;
import dev.glossa.udf.decode.StepModel;
import dev.glossa.udf.model.Checkpoint;
import dev.glossa.udf.model.CheckpointException;
import dev.glossa.udf.model.TensorWriter;
import dev.glossa.udf.model.Tensors;
import dev.glossa.udf.model.TinyCheckpoints;
import dev.glossa.udf.model.TinyTokenizer;
import dev.glossa.udf.model.embedding.Embedding;
import dev.glossa.udf.model.embedding.Pooling;
import dev.glossa.udf.model.family.AttentionPart;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What loaded models promise, on small random checkpoints. */
final class TestModels {
  private static final int[] TEXT = {40, 7, 41, 120, 3, 88, 250, 9};

  @TempDir Path folder;

  @Test
  void weightsPutTogetherFromPartsAreTheSame() throws Exception {
    Checkpoint checkpoint = Checkpoint.open(TinyCheckpoints.gpt2(folder, 1));
    float[] expected;
    try (CausalModel whole = (CausalModel) Models.load(checkpoint, options(0))) {
      expected = whole.score(batch(TEXT))[0];
    }
    // Rows of 16 to 48 float32 numbers: three at once, one at once, and one that is too long.
    for (long largestPart : new long[] {600, 192, 1}) {
      try (CausalModel parts =
          (CausalModel) Models.load(checkpoint, options(0), "packed", largestPart)) {
        assertThat(parts.score(batch(TEXT))[0]).isEqualTo(expected);
      }
    }
  }

  @Test
  void stepsAgreeWithScoresOfTheWholeText() throws Exception {
    try (CausalModel model = (CausalModel) load(TinyCheckpoints.gpt2(folder, 1))) {
      float[] expected = model.score(batch(TEXT))[0];
      int[] prompt = Arrays.copyOf(TEXT, 3);
      try (StepModel steps = model.generate(new Batch(new int[][] {{1}, prompt}, 6), 2, 6)) {
        int[] tokens = null;
        for (int next = prompt.length; next < TEXT.length; next++) {
          Candidates all = steps.step(plain(null, tokens, true, steps.vocabulary()));
          for (int row = 2; row < 4; row++) {
            assertThat(-score(all, row, TEXT[next])).isCloseTo(expected[next - 1], within(1e-4f));
          }
          tokens = filled(4, TEXT[next]);
        }
      }
    }
  }

  @Test
  void aBeginningThatIsReadAloneChangesNoScore() throws Exception {
    int[] whole = new Random(1).ints(40, 0, 256).toArray();
    try (CausalModel model = (CausalModel) load(TinyCheckpoints.gpt2(folder, 1))) {
      float[] expected = model.score(batch(whole))[0];
      for (int begins : new int[] {16, 32, 16}) {
        int[] beginning = Arrays.copyOf(whole, begins);
        int[] prompt = Arrays.copyOfRange(whole, begins, begins + 3);
        Batch batch = new Batch(new int[][] {{1}, prompt}, 6);
        try (StepModel steps = model.generate(beginning, batch, 2, 5)) {
          int[] tokens = null;
          for (int next = begins + 3; next < begins + 8; next++) {
            Candidates all = steps.step(plain(null, tokens, true, steps.vocabulary()));
            for (int row = 2; row < 4; row++) {
              assertThat(-score(all, row, whole[next]))
                  .isCloseTo(expected[next - 1], within(1e-4f));
            }
            tokens = filled(4, whole[next]);
          }
        }
      }
      assertThatThrownBy(() -> model.generate(new int[17], batch(TEXT), 1, 1))
          .hasMessageContaining("a beginning of 17 tokens");
      assertThatThrownBy(() -> model.generate(new int[48], batch(TEXT), 1, 10))
          .hasMessageContaining("Cannot write 10 tokens after 56");
    }
    try (Seq2SeqModel model = (Seq2SeqModel) load(TinyCheckpoints.bart(folder, 1))) {
      assertThatThrownBy(() -> model.generate(new int[16], batch(TEXT), 1, 1))
          .hasMessageContaining("an encoder reads a text as a whole");
    }
  }

  @Test
  void textsToWriteAfterAreReadInRowsAsOneBehindAnother() throws Exception {
    Batch batch = new Batch(new int[][] {{1}, TEXT, {5, 4, 3}}, 20);
    int[] beginning = new Random(1).ints(16, 0, 256).toArray();
    try (CausalModel model = (CausalModel) load(TinyCheckpoints.gpt2(folder, 1))) {
      for (int[] before : List.of(new int[0], beginning)) {
        try (StepModel rows = model.generate(before, batch, false, 2, 3);
            StepModel packed = model.generate(before, batch, true, 2, 3)) {
          assertThat(written(packed, null)).containsExactly(written(rows, null), within(1e-5f));
        }
      }
    }
    try (Seq2SeqModel model = (Seq2SeqModel) load(TinyCheckpoints.bart(folder, 1));
        StepModel rows = model.generate(new int[0], batch, false, 2, 3);
        StepModel packed = model.generate(new int[0], batch, true, 2, 3)) {
      assertThat(written(packed, 2)).containsExactly(written(rows, 2), within(1e-5f));
    }
  }

  @Test
  void releasedDocumentsLeaveWithoutAnyBitOfTheOthers() throws Exception {
    Batch batch = new Batch(new int[][] {{1}, TEXT, {5, 4, 3}, {9, 9}, {7}}, 20);
    try (CausalModel causal = (CausalModel) load(TinyCheckpoints.gpt2(folder.resolve("gpt2"), 1));
        Seq2SeqModel rewriting =
            (Seq2SeqModel) load(TinyCheckpoints.bart(folder.resolve("bart"), 1))) {
      for (int beams : new int[] {1, 2}) {
        try (StepModel all = causal.generate(batch, beams, 8);
            StepModel fewer = causal.generate(batch, beams, 8)) {
          compare(all, fewer, beams, null);
        }
        try (StepModel all = rewriting.generate(batch, beams, 8);
            StepModel fewer = rewriting.generate(batch, beams, 8)) {
          compare(all, fewer, beams, 2);
        }
      }
    }
  }

  private static void compare(StepModel all, StepModel fewer, int beams, Integer start) {
    int[] tokens = start == null ? null : filled(all.rows(), start);
    int[][] released = {{}, {4}, {0, 2}, {}, {3}};
    Set<Integer> gone = new HashSet<>();
    for (int step = 0; step < released.length; step++) {
      for (int document : released[step]) {
        fewer.release(document);
        gone.add(document);
      }
      int[] wanted = IntStream.range(0, all.rows()).map(row -> (row * 31 + 7) % 256).toArray();
      Candidates expected = all.step(plain(null, tokens, true, 3));
      Candidates actual = fewer.step(plain(null, tokens, true, 3));
      for (int row = 0; row < all.rows(); row++) {
        if (!gone.contains(row / beams)) {
          assertThat(of(actual, row)).as("row " + row).isEqualTo(of(expected, row));
        }
      }
      tokens = wanted;
    }
    Step.Entries banned = new Step.Entries(new int[] {4 * beams}, new int[] {0});
    int[] last = tokens;
    assertThatThrownBy(() -> fewer.step(new Step(null, last, banned, banned, 1, true, 1)))
        .hasMessageContaining("Cannot score row " + 4 * beams);
  }

  private static List<Number> of(Candidates candidates, int row) {
    List<Number> all = new ArrayList<>();
    for (int i = row * candidates.count(); i < (row + 1) * candidates.count(); i++) {
      all.add(candidates.ids()[i]);
      all.add(candidates.scores()[i]);
    }
    return all;
  }

  @Test
  void attentionOfTextsOneBehindAnotherIsThatOfRows() throws Exception {
    for (Path checkpoint :
        List.of(
            TinyCheckpoints.gpt2(folder.resolve("gpt2"), 1),
            TinyCheckpoints.write(
                folder.resolve("bart"),
                TinyCheckpoints.bartConfig().put("decoder_layers", 2),
                TinyTokenizer.bart(),
                1))) {
      try (LoadedModel model = load(checkpoint)) {
        // Some blocks and less than one: from the second call on, an optimized program computes.
        for (int count : new int[] {30, 30, 2, 9, 1, 4}) {
          int[][] texts = texts(count, 60);
          int[][] targets = texts(count, 60);
          Map<AttentionPart, AttentionStatistics> expected =
              model.attention(new Batch(texts, 60), new Batch(targets, 60));
          model
              .attention(packed(texts), packed(targets))
              .forEach(
                  (part, statistics) ->
                      assertThat(statistics.values())
                          .as(part + " of " + count + " texts")
                          .containsExactly(expected.get(part).values(), within(1e-5f)));
        }
      }
    }
  }

  private static int[][] texts(int count, int longest) {
    Random random = new Random(count);
    return IntStream.range(0, count)
        .mapToObj(i -> random.ints(1 + random.nextInt(longest), 0, 256).toArray())
        .toArray(int[][]::new);
  }

  private static Batch packed(int[][] texts) {
    int places = Arrays.stream(texts).mapToInt(text -> Batch.places(text.length)).sum();
    return Batch.packed(texts, new int[0][], places);
  }

  /** Log-probabilities of tokens 7, 8 and 9 one after the other in each row. */
  private static float[] written(StepModel steps, Integer start) {
    int[] tokens = start == null ? null : filled(steps.rows(), start);
    float[] all = new float[3 * steps.rows()];
    for (int step = 0; step < 3; step++) {
      int[] wanted = filled(steps.rows(), 7 + step);
      float[] own = steps.logProbabilities(tokens, wanted);
      System.arraycopy(own, 0, all, step * own.length, own.length);
      tokens = wanted;
    }
    return all;
  }

  @Test
  void beamContinuesItsParent() throws Exception {
    try (CausalModel model = (CausalModel) load(TinyCheckpoints.gpt2(folder, 1))) {
      try (StepModel steps = model.generate(batch(TEXT), 3, 4)) {
        steps.step(plain(null, null, true, 1));
        steps.step(plain(null, new int[] {10, 11, 12}, true, 1));
        steps.step(plain(new int[] {2, 2, 0}, new int[] {20, 21, 22}, true, 1));
        Candidates all =
            steps.step(
                plain(new int[] {1, 2, 1}, new int[] {30, 31, 32}, true, steps.vocabulary()));
        int[][] pasts = {{12, 21, 30}, {10, 22, 31}, {12, 21, 32}};
        for (int row = 0; row < 3; row++) {
          int[] whole = Arrays.copyOf(TEXT, TEXT.length + 4);
          System.arraycopy(pasts[row], 0, whole, TEXT.length, 3);
          whole[whole.length - 1] = 77;
          float[] surprisals = model.score(batch(whole))[0];
          assertThat(-score(all, row, 77))
              .isCloseTo(surprisals[surprisals.length - 1], within(1e-4f));
        }
      }
    }
  }

  @Test
  void penaltyAndBansComeAfterNormalization() throws Exception {
    try (CausalModel model = (CausalModel) load(TinyCheckpoints.gpt2(folder, 1))) {
      Candidates plain;
      try (StepModel steps = model.generate(batch(TEXT), 1, 1)) {
        plain = steps.step(plain(null, null, true, steps.vocabulary()));
      }
      Step.Entries banned = new Step.Entries(new int[] {0}, new int[] {plain.ids()[0]});
      Step.Entries penalized =
          new Step.Entries(new int[] {0, 0}, new int[] {plain.ids()[1], plain.ids()[1]});
      try (StepModel steps = model.generate(batch(TEXT), 1, 1)) {
        int vocabulary = steps.vocabulary();
        Candidates changed =
            steps.step(new Step(null, null, banned, penalized, 2, true, vocabulary));
        assertThat(score(changed, 0, plain.ids()[0])).isEqualTo(Float.NEGATIVE_INFINITY);
        assertThat(score(changed, 0, plain.ids()[1]))
            .isCloseTo(2 * plain.scores()[1], within(1e-5f));
        assertThat(score(changed, 0, plain.ids()[2])).isEqualTo(plain.scores()[2]);
        double sum = 0;
        for (float score : changed.scores()) {
          sum += Math.exp(score);
        }
        assertThat(changed.logSumExp()[0]).isCloseTo((float) Math.log(sum), within(1e-5f));
      }
    }
  }

  @Test
  void aTotalThatNobodyWantsChangesNothingElse() throws Exception {
    Step.Entries none = Step.Entries.NONE;
    try (CausalModel model = (CausalModel) load(TinyCheckpoints.gpt2(folder, 1));
        StepModel one = model.generate(batch(TEXT), 1, 1);
        StepModel other = model.generate(batch(TEXT), 1, 1)) {
      Candidates with = one.step(new Step(null, null, none, none, 1, false, true, 9, null));
      Candidates without = other.step(new Step(null, null, none, none, 1, false, false, 9, null));
      assertThat(with.logSumExp()[0]).isNotZero();
      assertThat(without.logSumExp()).containsExactly(0);
      assertThat(without.ids()).isEqualTo(with.ids());
      assertThat(without.scores()).isEqualTo(with.scores());
    }
  }

  @Test
  void statisticsAreThoseOfTheMatrices() throws Exception {
    try (Seq2SeqModel model = (Seq2SeqModel) load(TinyCheckpoints.bart(folder, 1))) {
      Batch source = new Batch(new int[][] {{5, 6}, TEXT}, 11);
      Batch target = new Batch(new int[][] {{2}, {2, 0, 50, 51}}, 5);
      Differences differences = new Differences();
      model
          .attentionMatrices(source, target, 1)
          .forEach(
              (part, weights) -> {
                for (int head = 0; head < 2; head++) {
                  Expected.compare(
                      part.name(),
                      model.attention(source, target).get(part).of(1, 0, head),
                      weights[0][head],
                      differences);
                }
              });
      differences.verify("tiny");
    }
  }

  @Test
  void longTextsAreMeasuredInBlocks() throws Exception {
    ObjectNode config = TinyCheckpoints.gpt2Config().put("n_positions", 300);
    TinyCheckpoints.write(folder, config, TinyTokenizer.gpt2(), 1);
    try (CausalModel model = (CausalModel) load(folder)) {
      int[] text = IntStream.range(0, 290).map(i -> i * 7 % 200).toArray();
      Batch batch = new Batch(new int[][] {text}, 300);
      Differences differences = new Differences();
      float[][] weights = model.attentionMatrices(batch, batch, 0).get(DECODER)[1][1];
      Expected.compare(
          "head", model.attention(batch, batch).get(DECODER).of(0, 1, 1), weights, differences);
      differences.verify("tiny");
      assertThat(model.score(batch)[0]).hasSize(289).doesNotContain(Float.NaN);
    }
  }

  @Test
  void attentionScaleFollowsTheConfiguration() throws Exception {
    ObjectNode config = TinyCheckpoints.gpt2Config().put("scale_attn_weights", false);
    Path unscaled = TinyCheckpoints.write(folder.resolve("a"), config, TinyTokenizer.gpt2(), 1);
    Path usual = TinyCheckpoints.gpt2(folder.resolve("b"), 1);
    try (CausalModel a = (CausalModel) load(unscaled);
        CausalModel b = (CausalModel) load(usual)) {
      float[] sharp = a.attentionMatrices(batch(TEXT), batch(TEXT), 0).get(DECODER)[0][0][1];
      float[] soft = b.attentionMatrices(batch(TEXT), batch(TEXT), 0).get(DECODER)[0][0][1];
      // Two keys: the logit of the first weight is the scores' difference.
      double ratio = Math.log(sharp[0] / sharp[1]) / Math.log(soft[0] / soft[1]);
      assertThat(ratio).isCloseTo(Math.sqrt(16 / 2), within(1e-3));
    }
  }

  @Test
  void lessPrecisionStaysClose() throws Exception {
    Path checkpoint = TinyCheckpoints.bert(folder, 1);
    try (LoadedModel full = load(checkpoint)) {
      float[] expected = full.vectors(batch(TEXT), Embedding.MEAN)[0];
      for (Precision precision : Precision.values()) {
        if (Models.problem(new EngineOptions("cpu", precision, 0)).isEmpty()) {
          try (LoadedModel less = load(checkpoint, precision)) {
            float[] actual = less.vectors(batch(TEXT), Embedding.MEAN)[0];
            assertThat(actual).as(precision.text()).containsExactly(expected, within(0.02f));
          }
        }
      }
    }
  }

  /** The same bits as from a float32 file of these numbers. */
  @Test
  void readsBfloat16Weights() throws Exception {
    ObjectNode scaled =
        TinyCheckpoints.bartConfig().put("d_model", 24).put("scale_embedding", true);
    for (Path checkpoint :
        List.of(
            TinyCheckpoints.bert(folder.resolve("bert"), 1),
            TinyCheckpoints.gpt2(folder.resolve("gpt2"), 1),
            TinyCheckpoints.write(folder.resolve("bart"), scaled, TinyTokenizer.bart(), 1))) {
      Map<String, TensorWriter.Tensor> tensors = tensors(Checkpoint.open(checkpoint).tensors());
      Path file = checkpoint.resolve("model.safetensors");
      tensors.replaceAll((name, tensor) -> tensor.withoutLowerBits());
      TensorWriter.write(file, tensors);
      float[] expected;
      try (LoadedModel full = load(checkpoint)) {
        expected = full.vectors(batch(TEXT), Embedding.MEAN)[0];
      }
      tensors.replaceAll((name, tensor) -> tensor.toBf16());
      TensorWriter.write(file, tensors);
      try (LoadedModel narrow = load(checkpoint)) {
        assertThat(narrow.vectors(batch(TEXT), Embedding.MEAN)[0]).isEqualTo(expected);
      }
    }
  }

  private static Map<String, TensorWriter.Tensor> tensors(Tensors weights) throws Exception {
    Map<String, TensorWriter.Tensor> tensors = new LinkedHashMap<>();
    for (String name : weights.names()) {
      float[] numbers = new float[weights.data(name).remaining() / Float.BYTES];
      weights.data(name).asFloatBuffer().get(numbers);
      tensors.put(name, TensorWriter.Tensor.of(weights.info(name).shape(), numbers));
    }
    return tensors;
  }

  @Test
  void halfPrecisionGenerates() throws Exception {
    Path checkpoint = TinyCheckpoints.bart(folder, 1);
    try (LoadedModel half = load(checkpoint, Precision.FLOAT16);
        StepModel steps = ((Seq2SeqModel) half).generate(batch(TEXT), 2, 2)) {
      Candidates all = steps.step(plain(null, new int[] {2, 2}, true, steps.vocabulary()));
      assertThat(all.logSumExp()[0]).isCloseTo(0, within(1e-3f));
      assertThat(Arrays.copyOf(all.ids(), steps.vocabulary())).doesNotHaveDuplicates();
    }
  }

  @Test
  void tokenVectorsAreRowsOfTheTable() throws Exception {
    Checkpoint checkpoint = Checkpoint.open(TinyCheckpoints.gpt2(folder, 1));
    try (LoadedModel model = Models.load(checkpoint, options(0))) {
      float[] table = new float[checkpoint.config().vocabSize() * checkpoint.config().hiddenSize()];
      checkpoint.tensors().data("wte.weight").asFloatBuffer().get(table);
      assertThat(model.tokenVectors(new int[] {3, 0})[0])
          .isEqualTo(Arrays.copyOfRange(table, 3 * 16, 4 * 16));
      assertThat(model.tokenVectors(new int[0])).isEmpty();
    }
  }

  @Test
  void threadsShareAModel() throws Exception {
    try (LoadedModel model = load(TinyCheckpoints.bert(folder, 1))) {
      float[] expected = model.vectors(batch(TEXT), Embedding.MEAN)[0];
      ExecutorService threads = Executors.newFixedThreadPool(4);
      try {
        List<Future<float[]>> futures =
            IntStream.range(0, 100)
                .mapToObj(i -> threads.submit(() -> model.vectors(batch(TEXT), Embedding.MEAN)[0]))
                .toList();
        for (Future<float[]> future : futures) {
          assertThat(future.get()).isEqualTo(expected);
        }
      } finally {
        threads.shutdownNow();
      }
    }
  }

  @Test
  void refusesWhatDoesNotFit() throws Exception {
    try (CausalModel model = (CausalModel) load(TinyCheckpoints.gpt2(folder, 1))) {
      assertThatThrownBy(() -> model.vectors(batch(TEXT), new Embedding(Pooling.POOLER, List.of())))
          .hasMessage("Cannot pool by POOLER (the checkpoint has no pooler; use MEAN)");
      assertThatThrownBy(() -> model.score(new Batch(new int[][] {{1}}, 65)))
          .hasMessage("Cannot read 65 tokens (the model has 64 positions; split the text)");
      assertThatThrownBy(() -> model.score(batch(1, -1)))
          .hasMessageStartingWith("Cannot read token: -1 (");
      assertThatThrownBy(() -> model.generate(batch(TEXT), 1, 58))
          .hasMessageStartingWith("Cannot write 58 tokens after 8 (the model has 64 positions;");
      try (StepModel steps = model.generate(batch(TEXT), 2, 2)) {
        assertThatThrownBy(() -> steps.step(plain(new int[] {2, 1}, new int[] {1, 1}, false, 1)))
            .isInstanceOf(IllegalArgumentException.class);
        steps.step(plain(null, null, false, 1));
        steps.step(plain(null, new int[] {1, 1}, false, 1));
        assertThatThrownBy(() -> steps.step(plain(null, new int[] {1, 1}, false, 1)))
            .isInstanceOf(IllegalStateException.class)
            .hasMessage("Cannot append token 2 (room was made for 1)");
      }
    }
  }

  @Test
  void refusesImpossibleBatchesAndOptions() {
    assertThatThrownBy(() -> new Batch(new int[0][], 4)).hasMessageStartingWith("Cannot make a");
    assertThatThrownBy(() -> batch())
        .hasMessage("Cannot make a batch: a row of 0 tokens (rows have 1 to 0; split the text)");
    assertThatThrownBy(() -> new EngineOptions("gpu", Precision.FLOAT32, 0))
        .hasMessage("Cannot use device: gpu (not cpu or cuda:N; name one of these)");
    assertThatThrownBy(() -> options(-1)).hasMessageStartingWith("Cannot use threads: -1 (");
  }

  @Test
  void refusesADeviceThatIsNotThere() throws CheckpointException {
    Checkpoint checkpoint = Checkpoint.open(TinyCheckpoints.bert(folder, 1));
    assertThatThrownBy(
            () -> Models.load(checkpoint, new EngineOptions("cuda:99", Precision.FLOAT16, 0)))
        .isInstanceOf(EngineException.class)
        .hasMessage(
            "Cannot load bert on cuda:99 (PyTorch's libraries here compute on processors only; name"
                + " the folder of CUDA's in PYTORCH_LIBRARY_PATH, with PYTORCH_VERSION and"
                + " PYTORCH_FLAVOR, or set engine.device = cpu)");
  }

  private static LoadedModel load(Path checkpoint) throws CheckpointException {
    return load(checkpoint, Precision.FLOAT32);
  }

  private static LoadedModel load(Path checkpoint, Precision precision) throws CheckpointException {
    return Models.load(Checkpoint.open(checkpoint), new EngineOptions("cpu", precision, 0));
  }

  private static EngineOptions options(int threads) {
    return new EngineOptions("cpu", Precision.FLOAT32, threads);
  }

  private static Batch batch(int... sequence) {
    return new Batch(new int[][] {sequence}, sequence.length);
  }

  private static Step plain(int[] parents, int[] tokens, boolean normalize, int candidates) {
    return new Step(
        parents, tokens, Step.Entries.NONE, Step.Entries.NONE, 1, normalize, candidates);
  }

  private static int[] filled(int size, int value) {
    int[] array = new int[size];
    Arrays.fill(array, value);
    return array;
  }

  /** The score of a token when all of the vocabulary are candidates. */
  private static float score(Candidates all, int row, int token) {
    for (int i = row * all.count(); i < (row + 1) * all.count(); i++) {
      if (all.ids()[i] == token) {
        return all.scores()[i];
      }
    }
    throw new AssertionError("no token " + token);
  }
}
