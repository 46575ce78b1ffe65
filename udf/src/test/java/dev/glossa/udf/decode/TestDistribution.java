package dev.glossa.udf.decode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TestDistribution {

  @Test
  void filtersKeepWhatTransformersKeeps() {
    for (JsonNode golden : Golden.lines("filter.jsonl")) {
      Distribution distribution = distribution(golden);
      double[] actual = new double[golden.get("scores").size()];
      for (int i = 0; i < distribution.ids().length; i++) {
        actual[distribution.ids()[i]] = distribution.probabilities()[i];
      }
      JsonNode expected = golden.get("probabilities");
      // transformers leaves open which of several equal tokens top-p drops first.
      boolean settled = golden.get("top_p").asDouble() == 1 || distinct(golden);
      double[] wanted =
          IntStream.range(0, actual.length).mapToDouble(i -> expected.get(i).asDouble()).toArray();
      if (!settled) {
        Arrays.sort(wanted);
        Arrays.sort(actual);
      }
      for (int i = 0; i < actual.length; i++) {
        assertThat(actual[i]).as(golden.toString()).isCloseTo(wanted[i], within(1e-6));
      }
    }
  }

  private static boolean distinct(JsonNode golden) {
    List<Double> scores =
        IntStream.range(0, golden.get("scores").size())
            .mapToObj(i -> golden.get("scores").get(i))
            .filter(score -> !score.isNull())
            .map(JsonNode::asDouble)
            .toList();
    return scores.stream().distinct().count() == scores.size();
  }

  private static Distribution distribution(JsonNode golden) {
    JsonNode scores = golden.get("scores");
    int[] order =
        IntStream.range(0, scores.size())
            .filter(i -> !scores.get(i).isNull())
            .boxed()
            .sorted(Comparator.comparing((Integer i) -> -scores.get(i).asDouble()))
            .mapToInt(Integer::intValue)
            .toArray();
    float[] sorted = new float[order.length];
    for (int i = 0; i < order.length; i++) {
      sorted[i] = (float) scores.get(order[i]).asDouble();
    }
    return Distribution.of(
        new SortedCandidates(order, sorted, 0, true),
        new Strategy.Sample(
            golden.get("temperature").asDouble(),
            golden.get("top_k").asInt(),
            golden.get("top_p").asDouble(),
            golden.path("min_p").asDouble(0),
            1));
  }

  @Test
  void drawsFollowTheProbabilities() {
    int draws = 40_000;
    for (JsonNode golden : Golden.lines("filter.jsonl").subList(0, 20)) {
      Distribution distribution = distribution(golden);
      int[] counts = new int[distribution.ids().length];
      for (int i = 0; i < draws; i++) {
        // Half of the draws are first steps of many documents, half are late steps of one.
        double uniform =
            i % 2 == 0
                ? new CounterRandom(11, "document " + i, 0).at(0)
                : new CounterRandom(11, "one document", 3).at(i);
        counts[distribution.draw(uniform)]++;
      }
      ChiSquare.check(counts, probabilities(golden, distribution), draws);
    }
  }

  /** What transformers says of the tokens that are kept. */
  private static double[] probabilities(JsonNode golden, Distribution distribution) {
    return Arrays.stream(distribution.ids())
        .mapToDouble(id -> golden.get("probabilities").get(id).asDouble())
        .toArray();
  }

  @Test
  void aCutListIsRefusedWhenMoreMightPass() {
    SortedCandidates cut =
        new SortedCandidates(new int[] {4, 5, 6}, new float[] {2, 1, 1}, 3, false);
    assertThat(Distribution.of(cut, new Strategy.Sample(1, 1, 1, 0, 1)).ids()).containsExactly(4);
    assertThatThrownBy(() -> Distribution.of(cut, new Strategy.Sample(1, 2, 1, 0, 1)))
        .hasMessageContaining("there may be more");
    assertThatThrownBy(() -> Distribution.of(cut, new Strategy.Sample(1, 0, 1, 0, 1)))
        .hasMessage("Cannot draw from 3 tokens (more are allowed; ask for all of them)");
  }
}
