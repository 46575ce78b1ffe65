package dev.glossa.udf.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.glossa.udf.batch.Buckets;
import dev.glossa.udf.decode.Continuations;
import dev.glossa.udf.decode.StepModel;
import dev.glossa.udf.engine.Batch;
import dev.glossa.udf.engine.Generates;
import dev.glossa.udf.model.Checkpoint;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** How choices are weighed, against transformers. */
class TestChoices {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Path HUB = Path.of("src/test/resources/dev/glossa/udf/hub");

  @Test
  void probabilitiesAreThoseOfTransformers() throws Exception {
    Map<String, List<JsonNode>> cases = new TreeMap<>();
    for (String line : Files.readAllLines(HUB.resolve("choices.jsonl"))) {
      JsonNode read = JSON.readTree(line);
      cases.computeIfAbsent(read.path("model").asText(), name -> new ArrayList<>()).add(read);
    }
    assertThat(cases.values().stream().mapToInt(List::size).sum()).isEqualTo(200);
    for (Map.Entry<String, List<JsonNode>> model : cases.entrySet()) {
      try (OneModel one = new OneModel(Checkpoint.open(HUB.resolve(model.getKey())))) {
        for (JsonNode read : model.getValue()) {
          compare(one, read);
        }
      }
    }
  }

  private static void compare(OneModel one, JsonNode recorded) {
    int[] read = JSON.convertValue(recorded.path("read"), int[].class);
    int[][] choices = JSON.convertValue(recorded.path("choices"), int[][].class);
    double[] sums = JSON.convertValue(recorded.path("sums"), double[].class);
    Generates model = (Generates) one.loaded();
    Integer start =
        model.continues()
            ? null
            : (Integer) one.only().generation().values().get("decoder_start_token_id");
    int longest = 0;
    for (int[] choice : choices) {
      longest = Math.max(longest, choice.length);
    }
    int padded = new Buckets(one.loaded().maxLength(), 64, 1, 1).padded(read.length);
    // Beside a document of another length, which must not matter.
    Batch batch = new Batch(new int[][] {{9}, read}, padded);
    try (StepModel steps = model.generate(batch, choices.length, longest)) {
      double[] found = Continuations.score(steps, choices, start)[1];
      int[] lengths = new int[choices.length];
      for (int i = 0; i < lengths.length; i++) {
        lengths[i] = choices[i].length;
      }
      for (ChoiceScore score : ChoiceScore.values()) {
        float[] ours = score.probabilities(found, lengths);
        float[] theirs = score.probabilities(sums, lengths);
        double total = 0;
        for (int i = 0; i < ours.length; i++) {
          assertThat(ours[i]).as("%s", recorded).isCloseTo(theirs[i], within(1e-4f));
          total += ours[i];
        }
        assertThat(total).isCloseTo(1, within(1e-5));
      }
      for (int i = 0; i < sums.length; i++) {
        assertThat(found[i]).isCloseTo(sums[i], within(1e-3));
      }
    }
  }
}
