package dev.glossa.udf.decode;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.glossa.udf.engine.Batch;
import dev.glossa.udf.engine.Generates;
import dev.glossa.udf.engine.LoadedModel;
import dev.glossa.udf.engine.ReferenceModels;
import dev.glossa.udf.model.family.ModelConfig.Arrangement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Search and engine together say what transformers says, whatever else is in the batch. */
class TestReferenceGeneration {

  private static final Pattern FILTER =
      Pattern.compile("(?:temperature([0-9.]+)_?)?(?:top_k([0-9]+)_?)?(?:top_p([0-9.]+))?");
  private static final double TOLERANCE = 1e-4;
  private static final int DRAWS = 20_480;

  private static final Map<ReferenceModels.Reference, LoadedModel> MODELS = new LinkedHashMap<>();
  private static final Map<String, Double> LARGEST = new TreeMap<>();

  @BeforeAll
  static void load() {
    for (ReferenceModels.Reference reference : ReferenceModels.all()) {
      if (reference.arrangement() != Arrangement.ENCODER) {
        MODELS.put(reference, reference.load());
      }
    }
  }

  @AfterAll
  static void close() {
    MODELS.values().forEach(LoadedModel::close);
    LARGEST.forEach(
        (what, value) -> System.out.println("largest difference, " + what + ": " + value));
  }

  static Set<ReferenceModels.Reference> writers() {
    return MODELS.keySet();
  }

  static List<ReferenceModels.Reference> decoders() {
    return ReferenceModels.of(Arrangement.DECODER);
  }

  @ParameterizedTest
  @MethodSource("writers")
  void everyTextIsTheReferencesWhateverItsNeighbors(ReferenceModels.Reference reference) {
    LoadedModel model = MODELS.get(reference);
    List<JsonNode> cases = reference.cases();
    List<int[]> inputs =
        cases.stream().map(fields -> ReferenceCases.ids(fields.get("ids"))).toList();
    Map<Map<String, Object>, List<ReferenceCases.Entry>> alike = new LinkedHashMap<>();
    for (ReferenceCases.Entry entry : ReferenceCases.entries(cases)) {
      alike.computeIfAbsent(entry.settings(), key -> new ArrayList<>()).add(entry);
    }
    assertThat(alike).isNotEmpty();
    alike.forEach((changes, entries) -> compare(model, changes, inputs, entries));
  }

  /** All documents together, one of them twice; and the first entry's alone. */
  private static void compare(
      LoadedModel model,
      Map<String, Object> changes,
      List<int[]> inputs,
      List<ReferenceCases.Entry> entries) {
    GenerationSettings settings = settings(model, changes);
    List<int[]> batch = new ArrayList<>(inputs);
    batch.add(0, inputs.get(inputs.size() - 1));
    List<List<Sequence>> texts = write(model, settings, batch, 0, 0);
    for (ReferenceCases.Entry entry : entries) {
      compare(model, settings, entry, texts.get(entry.document() + 1));
      if (entry.document() == inputs.size() - 1) {
        compare(model, settings, entry, texts.get(0));
      }
    }
    ReferenceCases.Entry first = entries.get(0);
    List<int[]> alone = List.of(inputs.get(first.document()));
    compare(model, settings, first, write(model, settings, alone, 0, 0).get(0));
  }

  private static void compare(
      LoadedModel model,
      GenerationSettings settings,
      ReferenceCases.Entry entry,
      List<Sequence> texts) {
    String what =
        model.checkpoint().folder().getFileName() + " " + entry.name() + " " + entry.document();
    assertThat(texts).as(what).hasSameSizeAs(entry.sequences());
    for (int i = 0; i < texts.size(); i++) {
      int[] expected = entry.sequences().get(i);
      int[] ids = texts.get(i).ids();
      int[] whole = new int[expected.length];
      Arrays.fill(whole, settings.tokens().pad());
      int begin = 0;
      if (!((Generates) model).continues()) {
        whole[0] = settings.tokens().start();
        begin = 1;
      }
      System.arraycopy(ids, 0, whole, begin, Math.min(ids.length, whole.length - begin));
      assertThat(whole).as(what).containsExactly(expected);
      assertThat(ids).as(what).hasSizeLessThanOrEqualTo(whole.length - begin);
      if (entry.scores().length > 0) {
        double largest = Math.max(1, Math.abs(entry.scores()[i]));
        record("scores", texts.get(i).score(), entry.scores()[i], TOLERANCE * largest);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("decoders")
  void aTextMayEndAtTheModelsLastPositionWhileOthersGoOn(ReferenceModels.Reference reference) {
    LoadedModel model = MODELS.get(reference);
    int positions = model.maxLength();
    GenerationSettings settings = settings(model, Map.of("max_length", positions));
    int[] longest = new int[positions - 2];
    Arrays.fill(longest, 7);
    int[] shorter = Arrays.copyOf(longest, positions - 9);
    List<List<Sequence>> texts = write(model, settings, List.of(longest, shorter), 0, 0);
    assertThat(texts.get(0).get(0).ids()).hasSizeBetween(1, 2);
    assertThat(texts.get(0).get(0).ids())
        .containsExactly(write(model, settings, List.of(longest), 0, 0).get(0).get(0).ids());
  }

  private static GenerationSettings settings(LoadedModel model, Map<String, Object> changes) {
    return GenerationSettings.resolve(model.checkpoint().generation(), changes);
  }

  /** Writes for documents and a dummy after them. */
  private static List<List<Sequence>> write(
      LoadedModel model,
      GenerationSettings settings,
      List<int[]> documents,
      long seed,
      int traceCandidates) {
    boolean cached = ((Generates) model).continues();
    List<int[]> inputs = new ArrayList<>(documents);
    inputs.add(new int[] {0});
    List<Prompt> prompts = new ArrayList<>();
    for (int[] document : documents) {
      int[] start = cached ? document : new int[] {settings.tokens().start()};
      int newTokens = settings.lengths().newTokens(start.length, model.maxLength());
      prompts.add(new Prompt("document " + prompts.size() + " of " + seed, start, newTokens));
    }
    prompts.add(Prompt.dummy(0));
    int steps = prompts.stream().mapToInt(Prompt::newTokens).max().getAsInt();
    int length = inputs.stream().mapToInt(ids -> ids.length).max().getAsInt();
    Batch batch = new Batch(inputs.toArray(int[][]::new), length);
    int rows = settings.strategy().rows();
    try (StepModel step = ((Generates) model).generate(batch, rows, steps)) {
      return Search.run(step, settings, new SearchInput(prompts, cached, seed, traceCandidates));
    }
  }

  private static void record(String what, double actual, double expected, double tolerance) {
    double difference = Math.abs(actual - expected);
    assertThat(difference).as(what).isLessThanOrEqualTo(tolerance);
    LARGEST.merge(what, difference, Math::max);
  }

  /** What a probability may be off by: the reference rounds to 6 decimals. */
  private static double tolerance(JsonNode largest) {
    return TOLERANCE * largest.asDouble() + 5e-7;
  }

  @ParameterizedTest
  @MethodSource("decoders")
  void traceIsTheReferences(ReferenceModels.Reference reference) {
    for (JsonNode document : reference.cases()) {
      if (document.has("trace")) {
        compareTrace(MODELS.get(reference), document);
      }
    }
  }

  private static void compareTrace(LoadedModel model, JsonNode document) {
    JsonNode trace = document.get("trace");
    int candidates = trace.get(0).size();
    GenerationSettings settings = settings(model, Map.of("max_new_tokens", trace.size()));
    int[] ids = ReferenceCases.ids(document.get("ids"));
    Sequence text = write(model, settings, List.of(ids), 0, candidates).get(0).get(0);
    for (int i = 0; i < trace.size(); i++) {
      List<TraceStep.Option> options = text.trace().get(i).options();
      assertThat(options).hasSize(candidates);
      assertThat(options.get(0).chosen()).isTrue();
      double tolerance = tolerance(trace.get(i).get(0).get(1));
      for (int j = 0; j < candidates; j++) {
        JsonNode expected = trace.get(i).get(j);
        assertThat(options.get(j).id()).isEqualTo(expected.get(0).asInt());
        record("trace", options.get(j).probability(), expected.get(1).asDouble(), tolerance);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("decoders")
  void filteredDistributionsAreTheReferences(ReferenceModels.Reference reference) {
    for (JsonNode document : reference.cases()) {
      compareDistributions((Generates) MODELS.get(reference), document);
    }
  }

  private static void compareDistributions(Generates model, JsonNode document) {
    Candidates all = everything(model, ReferenceCases.ids(document.get("ids")));
    document
        .path("temperature")
        .properties()
        .forEach(
            field ->
                compare(
                    Distribution.of(
                        all,
                        0,
                        all.count(),
                        new Strategy.Sample(Double.parseDouble(field.getKey()), 0, 1, 0, 1)),
                    field.getValue()));
    for (Map.Entry<String, JsonNode> field : document.properties()) {
      Matcher matcher = FILTER.matcher(field.getKey());
      if (matcher.matches() && !field.getKey().equals("temperature")) {
        Distribution distribution = Distribution.of(all, 0, all.count(), filters(matcher));
        JsonNode kept = field.getValue();
        assertThat(distribution.ids())
            .as(field.getKey())
            .hasSize(kept.isArray() ? kept.size() : kept.get("kept").asInt());
        compare(distribution, kept.isArray() ? kept : kept.get("head"));
      }
    }
  }

  private static Strategy.Sample filters(Matcher matcher) {
    return new Strategy.Sample(
        matcher.group(1) == null ? 1 : Double.parseDouble(matcher.group(1)),
        matcher.group(2) == null ? 0 : Integer.parseInt(matcher.group(2)),
        matcher.group(3) == null ? 1 : Double.parseDouble(matcher.group(3)),
        0,
        1);
  }

  /** Every token's logit. */
  private static Candidates everything(Generates model, int[] prompt) {
    try (StepModel steps = model.generate(new Batch(new int[][] {prompt}, prompt.length), 1, 1)) {
      return steps.step(Step.first(steps.vocabulary()));
    }
  }

  private static void compare(Distribution distribution, JsonNode expected) {
    double tolerance = tolerance(expected.get(0).get(1));
    for (int i = 0; i < expected.size(); i++) {
      assertThat(distribution.ids()[i]).isEqualTo(expected.get(i).get(0).asInt());
      record(
          "distributions",
          distribution.probabilities()[i],
          expected.get(i).get(1).asDouble(),
          tolerance);
    }
  }

  @ParameterizedTest
  @MethodSource("decoders")
  void drawsFollowTheReferencesDistributions(ReferenceModels.Reference reference) {
    boolean first = true;
    for (JsonNode document : reference.cases()) {
      for (Map.Entry<String, JsonNode> field : document.properties()) {
        Matcher matcher = FILTER.matcher(field.getKey());
        if (matcher.matches() && field.getValue().isArray()) {
          draw(MODELS.get(reference), document, field.getValue(), filters(matcher), first);
          first = false;
        }
      }
    }
  }

  /** Draws first tokens: by whole searches, or, to save time, by what a search draws with. */
  private static void draw(
      LoadedModel model,
      JsonNode document,
      JsonNode reference,
      Strategy.Sample filters,
      boolean search) {
    int[] prompt = ReferenceCases.ids(document.get("ids"));
    int[] counts = new int[reference.size()];
    double[] probabilities = new double[counts.length];
    Map<Integer, Integer> places = new TreeMap<>();
    for (int i = 0; i < counts.length; i++) {
      places.put(reference.get(i).get(0).asInt(), i);
      probabilities[i] = reference.get(i).get(1).asDouble();
    }
    if (search) {
      int samples = 32;
      List<int[]> documents = List.of(prompt, prompt, prompt, prompt);
      Map<String, Object> changes =
          Map.of(
              "do_sample",
              true,
              "temperature",
              filters.temperature(),
              "top_k",
              filters.topK(),
              "top_p",
              filters.topP(),
              "num_return_sequences",
              samples,
              "max_new_tokens",
              1);
      GenerationSettings settings = settings(model, changes);
      for (int seed = 0; seed < DRAWS / samples / documents.size(); seed++) {
        write(model, settings, documents, seed, 0).stream()
            .flatMap(List::stream)
            .forEach(text -> counts[places.get(text.ids()[0])]++);
      }
    } else {
      Candidates all = everything((Generates) model, prompt);
      Distribution distribution = Distribution.of(all, 0, all.count(), filters);
      for (int i = 0; i < DRAWS; i++) {
        double uniform = new CounterRandom(i, "key", 0).at(i % 100);
        counts[places.get(distribution.ids()[distribution.draw(uniform)])]++;
      }
    }
    ChiSquare.check(counts, probabilities, DRAWS);
  }
}
