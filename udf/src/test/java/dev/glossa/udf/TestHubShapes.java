package dev.glossa.udf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.glossa.udf.decode.GenerationSettings;
import dev.glossa.udf.decode.Prompt;
import dev.glossa.udf.decode.Search;
import dev.glossa.udf.decode.SearchInput;
import dev.glossa.udf.decode.Sequence;
import dev.glossa.udf.decode.Step;
import dev.glossa.udf.decode.StepModel;
import dev.glossa.udf.engine.Attends;
import dev.glossa.udf.engine.AttentionStatistics;
import dev.glossa.udf.engine.Batch;
import dev.glossa.udf.engine.CausalModel;
import dev.glossa.udf.engine.Classifies;
import dev.glossa.udf.engine.EncoderModel;
import dev.glossa.udf.engine.EngineOptions;
import dev.glossa.udf.engine.Generates;
import dev.glossa.udf.engine.LoadedModel;
import dev.glossa.udf.engine.Models;
import dev.glossa.udf.engine.Precision;
import dev.glossa.udf.engine.Seq2SeqModel;
import dev.glossa.udf.engine.Tags;
import dev.glossa.udf.model.Checkpoint;
import dev.glossa.udf.model.embedding.Embedding;
import dev.glossa.udf.model.embedding.Pooling;
import dev.glossa.udf.model.family.AttentionPart;
import dev.glossa.udf.model.family.Families;
import dev.glossa.udf.text.TextTokenizer;
import dev.glossa.udf.text.TokenPair;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Checkpoints as the hub has them against what Hugging Face transformers gives on them: each folder
 * that has a file of outputs with its name beside it, among this test's resources and in the folder
 * that the system property {@code reference.hub} names.
 */
final class TestHubShapes {
  /** What numbers may be off by, relative to the largest of their kind. */
  private static final double TOLERANCE = 1e-4;

  /** Recorded values have five digits after the point. */
  private static final double ROUNDING = 6e-6;

  /** Tokens behind a text, farther than a small window reaches. */
  private static final int PADDING = 24;

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Path OTHERS = Path.of(System.getProperty("reference.hub"));
  private static final ShapeTable TABLE = new ShapeTable();

  /** What the README shows. */
  @AfterAll
  static void writeTable() throws IOException {
    Files.write(Path.of("target/hub-shapes.md"), TABLE.lines());
  }

  @TestFactory
  Stream<DynamicTest> matchesTransformers() throws Exception {
    return tests(Path.of(TestHubShapes.class.getResource("hub").toURI()));
  }

  @TestFactory
  Stream<DynamicTest> matchesTransformersOnAnotherSet() throws IOException {
    assumeTrue(Files.isDirectory(OTHERS), "skipped: no folder " + OTHERS);
    return tests(OTHERS);
  }

  private static Stream<DynamicTest> tests(Path root) throws IOException {
    try (Stream<Path> files = Files.list(root)) {
      return files
          .filter(Files::isDirectory)
          .filter(folder -> Files.exists(outputs(folder)))
          .sorted()
          .toList()
          .stream()
          .map(folder -> DynamicTest.dynamicTest(name(folder), () -> check(folder)));
    }
  }

  private static String name(Path folder) {
    return folder.getFileName().toString();
  }

  private static Path outputs(Path folder) {
    return folder.resolveSibling(name(folder) + ".json");
  }

  private static void check(Path folder) throws Exception {
    JsonNode outputs = JSON.readTree(outputs(folder).toFile());
    String type = JSON.readTree(folder.resolve("config.json").toFile()).path("model_type").asText();
    assumeTrue(Families.modelTypes().contains(type), "skipped: no family reads " + type);
    String task = outputs.path("task").asText();
    assertThat(task).isIn("causal", "embed", "seq2seq", "classify", "tokens");
    Checkpoint checkpoint = Checkpoint.open(folder);
    try (TextTokenizer tokenizer = TextTokenizer.open(checkpoint);
        LoadedModel model =
            Models.load(checkpoint, new EngineOptions("cpu", Precision.FLOAT32, 0))) {
      if (task.equals("embed")) {
        embed(tokenizer, model, outputs);
      }
      for (JsonNode recorded : outputs.path("cases")) {
        switch (task) {
          case "causal" -> causal(tokenizer, (CausalModel) model, recorded);
          case "classify" -> classify(tokenizer, model, outputs.path("labels"), recorded);
          case "tokens" -> tag(tokenizer, model, outputs.path("labels"), recorded);
          default -> rewrite(tokenizer, (Seq2SeqModel) model, outputs.path("settings"), recorded);
        }
      }
    }
    if (folder.startsWith(OTHERS)) {
      TABLE.add(name(folder), checkpoint.config(), task);
    }
  }

  private static void embed(TextTokenizer tokenizer, LoadedModel model, JsonNode outputs) {
    Embedding own = model.checkpoint().sentence().embedding();
    Embedding recorded = recorded(outputs);
    if (Files.exists(model.checkpoint().folder().resolve("modules.json"))) {
      assertThat(own).isEqualTo(recorded);
    }
    for (int i = 0; i < outputs.path("texts").size(); i++) {
      int[] ids = tokenizer.encode(outputs.path("texts").get(i).asText(), true).ids();
      Batch batch = new Batch(new int[][] {ids, {ids[0]}}, ids.length + 3);
      float[] vector = floats(outputs.path("vectors").get(i));
      near("vector", model.vectors(batch, own)[0], vector);
      near("packed vector", model.vectors(packed(alone(ids)), own)[1], vector);
      checkStatistics(model, new Batch(new int[][] {ids}, ids.length + PADDING));
    }
  }

  private static Embedding recorded(JsonNode outputs) {
    Pooling pooling =
        switch (outputs.path("pooling").asText()) {
          case "mean" -> Pooling.MEAN;
          case "first" -> Pooling.FIRST;
          default -> Pooling.LAST;
        };
    Embedding plain = new Embedding(pooling, List.of());
    return outputs.path("normalized").asBoolean() ? plain.normalized() : plain;
  }

  private static void classify(
      TextTokenizer tokenizer, LoadedModel model, JsonNode labels, JsonNode recorded) {
    checkLabels(model, labels);
    JsonNode text = recorded.path("text");
    TokenPair pair =
        text.isArray()
            ? tokenizer.pair(
                tokenizer.encode(text.get(0).asText(), false).ids(),
                tokenizer.encode(text.get(1).asText(), false).ids())
            : alone(tokenizer.encode(text.asText(), true).ids());
    assertThat(pair.ids()).as("ids").hasSize(recorded.path("offsets").size());
    Batch batch =
        new Batch(
            new int[][] {pair.ids(), {pair.ids()[0]}},
            new int[][] {pair.types(), {0}},
            pair.ids().length + 3,
            0);
    float[] logits = floats(recorded.path("logits"));
    near("logits", ((Classifies) model).classify(batch)[0], logits);
    if (model instanceof EncoderModel encoder) {
      near("packed logits", encoder.classify(packed(pair))[1], logits);
    }
  }

  /** A batch in which it stands behind one token and before another. */
  private static Batch packed(TokenPair own) {
    int[] one = {own.ids()[0]};
    return Batch.packed(
        new int[][] {one, own.ids(), one},
        new int[][] {{0}, own.types(), {0}},
        own.ids().length + 16);
  }

  private static TokenPair alone(int[] ids) {
    return new TokenPair(ids, new int[ids.length]);
  }

  private static void tag(
      TextTokenizer tokenizer, LoadedModel model, JsonNode labels, JsonNode recorded) {
    checkLabels(model, labels);
    int[] ids = tokenizer.encode(recorded.path("text").asText(), true).ids();
    Batch batch = new Batch(new int[][] {ids, {ids[0]}}, ids.length + 3);
    float[][] logits = ((Tags) model).tag(batch)[0];
    float[][] packed = ((Tags) model).tag(packed(alone(ids)))[1];
    assertThat(logits).as("tokens").hasNumberOfRows(recorded.path("logits").size());
    for (int token = 0; token < logits.length; token++) {
      float[] expected = floats(recorded.path("logits").get(token));
      near("logits of " + token, logits[token], expected);
      near("packed logits of " + token, packed[token], expected);
    }
  }

  private static void checkLabels(LoadedModel model, JsonNode labels) {
    List<String> names = model.checkpoint().config().labels().names();
    assertThat(names).as("labels").hasSize(labels.size());
    for (int i = 0; i < names.size(); i++) {
      assertThat(names.get(i)).isEqualTo(labels.path(Integer.toString(i)).asText());
    }
  }

  private static void causal(TextTokenizer tokenizer, CausalModel model, JsonNode recorded) {
    int[] ids = ints(recorded.path("ids"));
    assertThat(tokenizer.encode(recorded.path("text").asText(), true).ids())
        .as("ids")
        .containsExactly(ids);
    Batch batch = new Batch(new int[][] {ids, {ids[0]}}, ids.length + 3);
    Batch packed = packed(alone(ids));
    near("surprisal_sum", sum(model.score(batch)[0]), recorded.path("surprisal_sum"));
    near("packed surprisal_sum", sum(model.score(packed)[1]), recorded.path("surprisal_sum"));
    expected(model.expected(batch)[0], recorded.path("top5"));
    expected(model.expected(packed)[1], recorded.path("top5"));
    nextToken(model, new int[0], batch, recorded.path("top5"));
    if (recorded.has("mean")) {
      float[] mean = floats(recorded.path("mean"));
      near("mean", model.vectors(batch, Embedding.MEAN)[0], mean);
      near("packed mean", model.vectors(packed, Embedding.MEAN)[1], mean);
    }
    if (recorded.has("attention_of_last")) {
      attention(model, batch, recorded.path("attention_of_last"));
    }
    int[] greedy = ints(recorded.path("greedy12"));
    assertThat(greedy(model, ids, 0, greedy.length)).as("greedy12").containsExactly(greedy);

    int most = (ids.length - 1) / Generates.BEGINNING_STEP * Generates.BEGINNING_STEP;
    for (int begins = Generates.BEGINNING_STEP; begins <= most; begins *= 2) {
      int[] rest = Arrays.copyOfRange(ids, begins, ids.length);
      Batch rests = new Batch(new int[][] {rest, {ids[0]}}, rest.length + 3);
      nextToken(model, Arrays.copyOf(ids, begins), rests, recorded.path("top5"));
      assertThat(greedy(model, ids, begins, greedy.length))
          .as("greedy12 after a beginning of " + begins)
          .containsExactly(greedy);
    }
  }

  private static double sum(float[] numbers) {
    double sum = 0;
    for (float number : numbers) {
      sum += number;
    }
    return sum;
  }

  private static void expected(float[] logits, JsonNode top) {
    double exponentials = 0;
    for (float logit : logits) {
      exponentials += Math.exp(logit);
    }
    for (JsonNode each : top) {
      near("expected", logits[each.get(0).asInt()] - Math.log(exponentials), each.get(1));
    }
  }

  private static void nextToken(CausalModel model, int[] beginning, Batch batch, JsonNode top) {
    try (StepModel steps = model.generate(beginning, batch, 1, 1)) {
      var best = steps.step(Step.first(top.size()));
      for (int i = 0; i < top.size(); i++) {
        assertThat(best.ids()[i]).as("top5, rank " + i).isEqualTo(top.get(i).get(0).asInt());
        near("top5", best.scores()[i] - best.logSumExp()[0], top.get(i).get(1));
      }
    }
  }

  /** The last token's attention, from the matrices. */
  private static void attention(CausalModel model, Batch batch, JsonNode layers) {
    float[][][][] matrices = model.attentionMatrices(batch, batch, 0).get(AttentionPart.DECODER);
    for (int layer = 0; layer < layers.size(); layer++) {
      for (int head = 0; head < layers.get(layer).size(); head++) {
        float[][] weights = matrices[layer][head];
        near("attention", weights[weights.length - 1], floats(layers.get(layer).get(head)));
      }
    }
    checkStatistics(model, batch);
  }

  /** The largest weight among the statistics of the first row is that of the matrices. */
  private static void checkStatistics(Attends model, Batch batch) {
    Map<AttentionPart, AttentionStatistics> statistics = model.attention(batch, batch);
    model
        .attentionMatrices(batch, batch, 0)
        .forEach((part, matrices) -> checkStatistics(statistics.get(part), 0, matrices));
    Batch packed = packed(alone(batch.sequences()[0]));
    Map<AttentionPart, AttentionStatistics> same = model.attention(packed, packed);
    model
        .attentionMatrices(batch, batch, 0)
        .forEach((part, matrices) -> checkStatistics(same.get(part), 1, matrices));
  }

  private static void checkStatistics(
      AttentionStatistics statistics, int row, float[][][][] matrices) {
    for (int layer = 0; layer < matrices.length; layer++) {
      for (int head = 0; head < matrices[layer].length; head++) {
        float largest = 0;
        for (float[] query : matrices[layer][head]) {
          for (float weight : query) {
            largest = Math.max(largest, weight);
          }
        }
        assertThat(statistics.of(row, layer, head).largestWeight())
            .isCloseTo(largest, within(1e-5f));
      }
    }
  }

  private static void rewrite(
      TextTokenizer tokenizer, Seq2SeqModel model, JsonNode settings, JsonNode recorded) {
    int[] ids = ints(recorded.path("ids"));
    assertThat(tokenizer.encode(recorded.path("text").asText(), true).ids())
        .as("ids")
        .containsExactly(ids);
    Map<String, Object> changes =
        JSON.convertValue(settings, new TypeReference<Map<String, Object>>() {});
    GenerationSettings resolved =
        GenerationSettings.resolve(model.checkpoint().generation(), changes);
    int[] start = {resolved.tokens().start()};
    int count = resolved.lengths().newTokens(1, model.maxLength());
    Batch batch = new Batch(new int[][] {ids, {ids[0]}}, ids.length);
    List<Prompt> prompts = List.of(new Prompt("text", start, count), Prompt.dummy(0));
    try (StepModel steps = model.generate(batch, resolved.strategy().rows(), count)) {
      Sequence text =
          Search.run(steps, resolved, new SearchInput(prompts, false, 0, 0)).get(0).get(0);
      int[] expected = ints(recorded.path("output"));
      assertThat(text.ids())
          .as("output")
          .startsWith(
              Arrays.copyOfRange(expected, 1, Math.min(expected.length, 1 + text.ids().length)));
      assertThat(text.ids()).as("output").hasSize(expected.length - 1);
      assertThat(tokenizer.decode(text.ids()))
          .as("text")
          .isEqualTo(recorded.path("text_out").asText());
    }
  }

  /** The tokens that follow; the first of the text's, as many as begins says, are read alone. */
  private static int[] greedy(CausalModel model, int[] ids, int begins, int count) {
    GenerationSettings settings =
        GenerationSettings.resolve(
            model.checkpoint().generation(),
            Map.of(
                "do_sample",
                false,
                "num_beams",
                1,
                "max_new_tokens",
                count,
                "eos_token_id",
                List.of()));
    List<Prompt> prompts = List.of(new Prompt("text", ids, count));
    int[] rest = Arrays.copyOfRange(ids, begins, ids.length);
    Batch batch = new Batch(new int[][] {rest}, rest.length);
    try (StepModel steps = model.generate(Arrays.copyOf(ids, begins), batch, 1, count)) {
      List<List<Sequence>> texts =
          Search.run(steps, settings, new SearchInput(prompts, true, 0, 0));
      return texts.get(0).get(0).ids();
    }
  }

  private static void near(String what, double actual, JsonNode expected) {
    double value = expected.asDouble();
    assertThat(Math.abs(actual - value))
        .as("%s: %s instead of %s", what, actual, value)
        .isLessThanOrEqualTo(TOLERANCE * Math.abs(value) + ROUNDING);
  }

  private static void near(String what, float[] actual, float[] expected) {
    assertThat(actual).as(what).hasSameSizeAs(expected);
    double largest = 0;
    for (float value : expected) {
      largest = Math.max(largest, Math.abs(value));
    }
    for (int i = 0; i < actual.length; i++) {
      assertThat((double) actual[i])
          .as("%s, number %s", what, i)
          .isCloseTo(expected[i], within(TOLERANCE * largest + 6e-7));
    }
  }

  private static float[] floats(JsonNode array) {
    float[] numbers = new float[array.size()];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = (float) array.get(i).asDouble();
    }
    return numbers;
  }

  private static int[] ints(JsonNode array) {
    return StreamSupport.stream(array.spliterator(), false).mapToInt(JsonNode::asInt).toArray();
  }
}
