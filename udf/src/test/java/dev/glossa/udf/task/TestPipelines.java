package dev.glossa.udf.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.glossa.udf.model.Checkpoint;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Labels and entities against what transformers' pipelines give on the small models with heads:
 * {@code text-classification}, {@code zero-shot-classification} and {@code token-classification}
 * ({@code make_heads.py} among the resources), on texts with emoji, in Korean, and of more than
 * 5,000 tokens.
 */
final class TestPipelines {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final BatchSettings BATCH = new BatchSettings(8, 512);
  private static final double NEAR = 1e-4;

  /** More tokens than any of the models reads at once, so that each reads as many as it can. */
  private static final int WHOLE = 1 << 20;

  private static Path hub() throws Exception {
    return Path.of(TestPipelines.class.getResource("/dev/glossa/udf/hub").toURI());
  }

  static List<Path> ofTexts() throws Exception {
    return folders("-classify");
  }

  static List<Path> ofTokens() throws Exception {
    return folders("-tokens");
  }

  private static List<Path> folders(String end) throws Exception {
    try (Stream<Path> files = Files.list(hub())) {
      return files.filter(file -> file.toString().endsWith(end)).sorted().toList();
    }
  }

  private static JsonNode outputs(Path folder) throws Exception {
    return JSON.readTree(folder.resolveSibling(folder.getFileName() + ".json").toFile());
  }

  @ParameterizedTest
  @MethodSource("ofTexts")
  void labelsOfTextsAndPairs(Path folder) throws Exception {
    JsonNode outputs = outputs(folder);
    try (OneModel model = new OneModel(Checkpoint.open(folder))) {
      for (JsonNode recorded : outputs.path("pipeline")) {
        compare(model, settings(List.of(), "", false, "", ""), recorded);
      }
      for (JsonNode recorded : outputs.path("cases")) {
        JsonNode text = recorded.path("text");
        if (text.isArray()) {
          String first = text.get(0).asText();
          String second = text.get(1).asText();
          Map<String, Float> scores = scores(recorded);
          compare(run(model, settings(List.of(), "", false, "", second), first), scores);
          compare(run(model, settings(List.of(), "", false, first, ""), second), scores);
        }
      }
      for (JsonNode recorded : outputs.path("zero_shot")) {
        List<String> candidates =
            JSON.convertValue(
                recorded.path("candidates"), new TypeReference<ArrayList<String>>() {});
        String template = recorded.path("template").asText();
        boolean several = recorded.path("multi_label").asBoolean();
        compare(model, settings(candidates, template, several, "", ""), recorded);
      }
    }
  }

  private static ClassifySettings settings(
      List<String> candidates, String hypothesis, boolean several, String query, String pair) {
    return new ClassifySettings(
        "m", candidates, hypothesis, several, query, pair, Combination.MEAN, WHOLE, BATCH);
  }

  private static void compare(OneModel model, ClassifySettings settings, JsonNode recorded) {
    compare(run(model, settings, recorded.path("text").asText()), scores(recorded));
  }

  private static Map<String, Float> scores(JsonNode recorded) {
    return JSON.convertValue(
        recorded.path("scores"), new TypeReference<TreeMap<String, Float>>() {});
  }

  private static void compare(ClassifyResult result, Map<String, Float> expected) {
    assertThat(result.labels()).hasSize(1);
    LabelRow row = result.labels().get(0);
    assertThat(row.scores().keySet()).isEqualTo(expected.keySet());
    expected.forEach(
        (label, score) ->
            assertThat((double) row.scores().get(label)).as(label).isCloseTo(score, within(NEAR)));
    assertThat(row.score()).isEqualTo(row.scores().get(row.label()));
    assertThat(row.scores().values()).allMatch(score -> score <= row.score());
  }

  @ParameterizedTest
  @MethodSource("ofTokens")
  void entitiesOfEveryAggregation(Path folder) throws Exception {
    try (OneModel model = new OneModel(Checkpoint.open(folder))) {
      for (JsonNode recorded : outputs(folder).path("pipeline")) {
        for (Aggregation how : Aggregation.values()) {
          String text = recorded.path("text").asText();
          JsonNode expected = recorded.path("entities").path(how.text());
          List<EntityRow> found =
              run(model, new EntitiesSettings("m", how, WHOLE, BATCH), text).entities();
          assertThat(found).as("%s of %.30s", how, text).hasSize(expected.size());
          for (int i = 0; i < found.size(); i++) {
            compare(text, found.get(i), expected.get(i));
          }
        }
      }
    }
  }

  private static void compare(String text, EntityRow row, JsonNode expected) {
    int begin = text.offsetByCodePoints(0, expected.get(0).asInt());
    int end = text.offsetByCodePoints(0, expected.get(1).asInt());
    assertThat(List.of(row.begin(), row.end(), row.label(), row.text()))
        .isEqualTo(List.of(begin, end, expected.get(2).asText(), text.substring(begin, end)));
    assertThat((double) row.score()).isCloseTo(expected.get(3).asDouble(), within(NEAR));
  }

  /** A model whose tokens do not look at each other says the same whatever it reads at once. */
  @Test
  void chunksMeetWithoutDoubledOrLostEntities() throws Exception {
    Path folder = hub().resolve("words-labels");
    String text = outputs(folder).path("long").asText();
    try (OneModel model = new OneModel(Checkpoint.open(folder))) {
      for (Aggregation how : Aggregation.values()) {
        List<EntityRow> whole =
            run(model, new EntitiesSettings("m", how, WHOLE, BATCH), text).entities();
        assertThat(whole).hasSizeGreaterThan(500);
        for (int most : new int[] {24, 60, 333}) {
          List<EntityRow> cut =
              run(model, new EntitiesSettings("m", how, most, BATCH), text).entities();
          List<List<Object>> lost = new ArrayList<>(places(whole));
          lost.removeAll(places(cut));
          List<List<Object>> doubled = new ArrayList<>(places(cut));
          doubled.removeAll(places(whole));
          assertThat(lost).as("lost by %s, %d tokens", how, most).isEmpty();
          assertThat(doubled).as("new by %s, %d tokens", how, most).isEmpty();
          assertThat(cut).hasSameSizeAs(whole);
        }
      }
    }
  }

  private static List<List<Object>> places(List<EntityRow> rows) {
    return rows.stream().map(row -> List.<Object>of(row.begin(), row.end(), row.label())).toList();
  }

  private static <R> R run(OneModel model, TaskSettings<R> settings, String text) {
    Document document = new Document("k", "s", "i", "en", text);
    try (Task<R> task = settings.open(model)) {
      Iterator<Outcome<R>> outcomes = task.run(List.of(document).iterator());
      return ((Outcome.Done<R>) outcomes.next()).result();
    }
  }
}
