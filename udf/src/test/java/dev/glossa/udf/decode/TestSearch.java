package dev.glossa.udf.decode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import dev.glossa.udf.model.GenerationConfig;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

class TestSearch {

  private static final int[] DUMMY = {0};

  @TestFactory
  Stream<DynamicTest> eachCaseGivesWhatTransformersGives() {
    return Golden.lines("generate.jsonl").stream()
        .map(
            golden ->
                DynamicTest.dynamicTest(
                    "case " + golden.get("number"), () -> compare(golden, golden.get("number"))));
  }

  private static void compare(JsonNode golden, JsonNode number) {
    GenerationSettings settings =
        resolve(Golden.map(golden.get("checkpoint")), Golden.map(golden.get("overrides")));
    boolean cached = !golden.get("seq2seq").asBoolean();
    List<Prompt> prompts = new ArrayList<>();
    // A table has no positions, which transformers does not know: it only cuts its default length.
    boolean given =
        settings.values().containsKey("max_length")
            || settings.values().containsKey("max_new_tokens");
    int positions = given ? Integer.MAX_VALUE : golden.get("positions").asInt();
    for (JsonNode document : golden.get("documents")) {
      int[] ids = Golden.ids(document.get("prompt"));
      assertThat(cached || settings.tokens().start() == ids[0]).isTrue();
      int newTokens = settings.lengths().newTokens(ids.length, positions);
      prompts.add(new Prompt("document " + prompts.size(), ids, newTokens));
    }
    // The batch holds the documents in reverse with dummies between them.
    List<Prompt> batch = new ArrayList<>();
    long[] documents = new long[2 * prompts.size()];
    for (int i = prompts.size() - 1; i >= 0; i--) {
      documents[batch.size()] = i;
      batch.add(prompts.get(i));
      batch.add(Prompt.dummy(DUMMY));
    }
    List<List<Sequence>> texts =
        run(golden, settings, new SearchInput(batch, cached, 0, 0), documents);
    for (int i = 0; i < prompts.size(); i++) {
      JsonNode expected = golden.get("documents").get(i);
      List<Sequence> sequences = texts.get(2 * (prompts.size() - 1 - i));
      assertThat(sequences).hasSameSizeAs(expected.get("sequences"));
      for (int j = 0; j < sequences.size(); j++) {
        String what = number + ", document " + i + ", text " + j;
        assertThat(sequences.get(j).ids())
            .as(what)
            .containsExactly(Golden.ids(expected.get("sequences").get(j)));
        assertThat(sequences.get(j).score())
            .as(what)
            .isCloseTo(
                (float) expected.get("scores").get(j).asDouble(),
                within(2e-5f * Math.max(1, Math.abs(sequences.get(j).score()))));
      }
      assertThat(texts.get(2 * i + 1)).as("dummy").isEmpty();
    }
  }

  private static List<List<Sequence>> run(
      JsonNode golden, GenerationSettings settings, SearchInput input, long[] documents) {
    List<int[]> read =
        input.prompts().stream()
            .map(prompt -> input.promptsCached() ? prompt.ids() : new int[0])
            .toList();
    return Search.run(
        new TableModel(
            golden.get("number").asLong(),
            golden.get("vocabulary").asInt(),
            settings.strategy().rows(),
            documents,
            read),
        settings,
        input);
  }

  @TestFactory
  Stream<DynamicTest> textsEndAtStopStringsWhereThoseOfTransformersDo() {
    return Golden.lines("stop.jsonl").stream()
        .map(
            golden ->
                DynamicTest.dynamicTest("case " + golden.get("number"), () -> compareStop(golden)));
  }

  private static void compareStop(JsonNode golden) {
    GenerationSettings settings = resolve(Map.of(), Golden.map(golden.get("overrides")));
    List<Prompt> prompts = new ArrayList<>();
    for (JsonNode document : golden.get("documents")) {
      int[] ids = Golden.ids(document.get("prompt"));
      prompts.add(new Prompt("k", ids, settings.lengths().newTokens(ids.length, 100)));
    }
    SearchInput input = new SearchInput(prompts, true, 0, 0, ids -> text(golden, ids));
    List<List<Sequence>> texts =
        run(golden, settings, input, IntStream.range(0, prompts.size()).asLongStream().toArray());
    for (int i = 0; i < texts.size(); i++) {
      Sequence text = texts.get(i).get(0);
      int[] expected = Golden.ids(golden.at("/documents/" + i + "/sequences/0"));
      assertThat(text.ids()).containsExactly(expected);
      String written = text(golden, text.ids());
      boolean stopped = settings.stopStrings().stream().anyMatch(written::contains);
      assertThat(stopped || text.reason() != FinishReason.STOP_STRING).isTrue();
      assertThat(settings.stopStrings()).noneMatch(settings.beforeStop(written)::contains);
    }
  }

  private static String text(JsonNode golden, int[] ids) {
    return Arrays.stream(ids)
        .mapToObj(id -> golden.get("strings").get(id).asText())
        .collect(Collectors.joining());
  }

  @Test
  void stopStringsNeedATextToBeFoundIn() {
    GenerationSettings settings =
        resolve(Map.of(), Map.of("stop_strings", List.of("a"), "max_new_tokens", 3));
    assertThatThrownBy(
            () ->
                Search.run(
                    new TableModel(1, 10, 1, new long[] {0}, List.of(new int[] {3})),
                    settings,
                    new SearchInput(List.of(new Prompt("", new int[] {3}, 3)), true, 0, 0)))
        .hasMessage("Cannot stop at stop_strings: [a] (no text is given to read)");
  }

  @Test
  void goldenCasesCoverWhatIsPromised() {
    List<JsonNode> cases = Golden.lines("generate.jsonl");
    assertThat(cases).hasSizeGreaterThan(200);
    for (int beams = 2; beams <= 6; beams++) {
      int wanted = beams;
      assertThat(cases).anyMatch(c -> setting(c, "num_beams").asInt() == wanted);
    }
    for (String stopping : List.of("true", "false", "never")) {
      assertThat(cases).anyMatch(c -> setting(c, "early_stopping").asText().equals(stopping));
    }
    assertThat(cases).anyMatch(c -> setting(c, "length_penalty").asDouble() < 0);
    assertThat(cases).anyMatch(c -> setting(c, "eos_token_id").size() > 1);
    assertThat(cases).anyMatch(c -> setting(c, "forced_eos_token_id").size() > 1);
  }

  private static JsonNode setting(JsonNode golden, String name) {
    JsonNode changed = golden.get("overrides").path(name);
    return changed.isMissingNode() ? golden.get("checkpoint").path(name) : changed;
  }

  @Test
  void samplesDependOnSeedAndKeyAndNumberOnly() {
    GenerationSettings settings = sampling(3);
    List<Sequence> alone = sample(settings, 1, "a").get(0);
    List<Sequence> amongOthers = sample(settings, 1, "b", "c", "a").get(2);
    for (int i = 0; i < alone.size(); i++) {
      assertThat(amongOthers.get(i)).usingRecursiveComparison().isEqualTo(alone.get(i));
    }
    assertThat(sample(settings, 2, "a").get(0).get(0).ids()).isNotEqualTo(alone.get(0).ids());
    assertThat(alone.get(1).ids()).isNotEqualTo(alone.get(0).ids());
    assertThat(sample(settings, 1, "b").get(0).get(0).ids()).isNotEqualTo(alone.get(0).ids());
  }

  @Test
  void numbersMayBeAsLargeAsTheyCome() {
    int largest = Integer.MAX_VALUE;

    assertThat(sample(sampling(3, largest), 5, "a"))
        .usingRecursiveComparison()
        .isEqualTo(sample(sampling(3, 0), 5, "a"));
    assertThat(resolve(Map.of(), Map.of("min_new_tokens", largest)).lengths().minimum(7))
        .isEqualTo(largest);
  }

  private static GenerationSettings sampling(int samples) {
    return sampling(samples, 0);
  }

  private static GenerationSettings sampling(int samples, int topK) {
    return resolve(
        Map.of(),
        Map.of(
            "do_sample",
            true,
            "num_return_sequences",
            samples,
            "top_k",
            topK,
            "max_new_tokens",
            12));
  }

  /** All documents are the same to the model; only their keys differ. */
  private static List<List<Sequence>> sample(
      GenerationSettings settings, long seed, String... keys) {
    List<Prompt> prompts =
        Arrays.stream(keys).map(key -> new Prompt(key, new int[] {3}, 12)).toList();
    return Search.run(
        new TableModel(
            7,
            40,
            settings.strategy().rows(),
            new long[keys.length],
            prompts.stream().map(Prompt::ids).toList()),
        settings,
        new SearchInput(prompts, true, seed, 0));
  }

  @Test
  void batchStopsWithItsLastDocument() {
    GenerationSettings settings = resolve(Map.of("max_length", 9), Map.of());
    List<Prompt> prompts =
        Stream.of(new int[] {1, 2, 3}, new int[] {1, 2, 3, 4, 5, 6})
            .map(ids -> new Prompt("", ids, settings.lengths().newTokens(ids.length, 100)))
            .toList();
    TableModel model =
        new TableModel(1, 30, 1, new long[2], prompts.stream().map(Prompt::ids).toList());
    List<List<Sequence>> texts = Search.run(model, settings, new SearchInput(prompts, true, 0, 0));
    assertThat(model.steps()).isEqualTo(6);
    assertThat(texts.get(0).get(0).ids()).hasSize(6);
    assertThat(texts.get(1).get(0).ids()).hasSize(3);
    assertThat(texts.get(1).get(0).reason()).isEqualTo(FinishReason.MAX_LENGTH);
  }

  @Test
  void aTextThatMayNotGoOnEndsWhereItIs() {
    // Of three tokens each may come once, and the prompt holds one of them.
    GenerationSettings settings = resolve(Map.of(), Map.of("no_repeat_ngram_size", 1));
    Sequence text = single(settings, 3, 0);
    assertThat(text.ids()).hasSize(2);
    assertThat(text.reason()).isEqualTo(FinishReason.NO_TOKEN_ALLOWED);
  }

  @Test
  void forcedLastTokenCountsAsLength() {
    GenerationSettings settings =
        resolve(
            Map.of("eos_token_id", 5, "forced_eos_token_id", 5, "min_length", 99),
            Map.of("max_new_tokens", 4));
    Sequence text = single(settings, 30, 0);
    assertThat(text.ids()).hasSize(4).endsWith(5);
    assertThat(text.reason()).isEqualTo(FinishReason.MAX_LENGTH);
  }

  @Test
  void traceHoldsTheBestAndTheChosen() {
    GenerationSettings settings = sampling(1);
    Sequence text = single(settings, 30, 3);
    assertThat(text.trace()).hasSameSizeAs(IntStream.of(text.ids()).boxed().toList());
    double sum = 0;
    for (int i = 0; i < text.ids().length; i++) {
      List<TraceStep.Option> options = text.trace().get(i).options();
      assertThat(options).hasSizeBetween(3, 4);
      TraceStep.Option chosen =
          options.stream().filter(TraceStep.Option::chosen).findFirst().orElseThrow();
      assertThat(chosen.id()).isEqualTo(text.ids()[i]);
      sum += Math.log(chosen.probability());
    }
    assertThat((float) sum).isCloseTo(text.logProbability(), within(1e-4f));
  }

  @Test
  void traceOfABeamFollowsTheBeam() {
    GenerationSettings settings =
        resolve(Map.of(), Map.of("num_beams", 4, "num_return_sequences", 4, "max_new_tokens", 6));
    TableModel model = new TableModel(5, 30, 4, new long[1], List.of(new int[] {3}));
    List<Sequence> texts =
        Search.run(
                model,
                settings,
                new SearchInput(List.of(new Prompt("", new int[] {3}, 6)), true, 0, 2))
            .get(0);
    for (Sequence text : texts) {
      double sum = 0;
      for (int i = 0; i < text.ids().length; i++) {
        TraceStep.Option chosen =
            text.trace().get(i).options().stream()
                .filter(TraceStep.Option::chosen)
                .findFirst()
                .orElseThrow();
        assertThat(chosen.id()).isEqualTo(text.ids()[i]);
        sum += Math.log(chosen.probability());
      }
      assertThat((float) sum).isCloseTo(text.logProbability(), within(1e-4f));
      assertThat(text.score()).isCloseTo(text.logProbability() / 6, within(1e-5f));
    }
  }

  private static Sequence single(GenerationSettings settings, int vocabulary, int trace) {
    int[] ids = {1};
    int newTokens = settings.lengths().newTokens(1, 100);
    return Search.run(
            new TableModel(2, vocabulary, 1, new long[1], List.of(ids)),
            settings,
            new SearchInput(List.of(new Prompt("k", ids, newTokens)), true, 0, trace))
        .get(0)
        .get(0);
  }

  @Test
  void equalScoresGoToTheLowerToken() {
    assertThat(constant(8, 0).run().get(0).get(0).ids()).containsExactly(0, 0);
    assertThat(constant(8, 3).run().get(0).get(0).ids()).containsExactly(0, 0);
  }

  @Test
  void tooManyEqualScoresAreRefused() {
    assertThatThrownBy(() -> constant(100, 3).run())
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("19 of the best 19 tokens score 1.0 alike");
  }

  private interface Run {
    List<List<Sequence>> run();
  }

  /** A greedy search in which all tokens are equally good. */
  private static Run constant(int vocabulary, int trace) {
    StepModel model =
        new StepModel() {
          @Override
          public void release(int document) {}

          @Override
          public int rows() {
            return 1;
          }

          @Override
          public int vocabulary() {
            return vocabulary;
          }

          @Override
          public Candidates step(Step step) {
            int count = step.candidates();
            float[] scores = new float[count];
            Arrays.fill(scores, 1);
            int[] ids = IntStream.range(0, count).map(i -> count - 1 - i).toArray();
            return new Candidates(
                count, ids, scores, new float[] {(float) (1 + Math.log(vocabulary))});
          }

          @Override
          public float[] logProbabilities(int[] tokens, int[] wanted) {
            throw new UnsupportedOperationException();
          }

          @Override
          public void close() {}
        };
    return () ->
        Search.run(
            model,
            resolve(Map.of(), Map.of()),
            new SearchInput(List.of(new Prompt("", new int[] {1}, 2)), true, 0, trace));
  }

  @Test
  void rowsThatDoNotFitAreRefused() {
    TableModel model = new TableModel(1, 30, 3, new long[1], List.of(DUMMY));
    assertThatThrownBy(
            () ->
                Search.run(
                    model,
                    sampling(2),
                    new SearchInput(List.of(new Prompt("", DUMMY, 1)), true, 0, 0)))
        .hasMessage("Cannot search: 3 rows (the settings want 2 for each of 1 documents)");
  }

  private static GenerationSettings resolve(
      Map<String, Object> checkpoint, Map<String, ?> changes) {
    return GenerationSettings.resolve(new GenerationConfig(checkpoint), changes);
  }
}
