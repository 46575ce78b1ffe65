package dev.glossa.udf.decode;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class TestCounterRandom {

  @Test
  void numbersAreThoseOfTheDescription() {
    for (JsonNode golden : Golden.lines("random.jsonl")) {
      CounterRandom random =
          new CounterRandom(
              golden.get("seed").asLong(),
              golden.get("key").asText(),
              golden.get("sample").asInt());
      assertThat(random.at(golden.get("step").asInt()))
          .isEqualTo(golden.get("bits").asLong() * 0x1p-53);
    }
  }

  @Test
  void numbersFillTheIntervalEvenly() {
    int draws = 100_000;
    int[] counts = new int[64];
    double[] even = new double[64];
    Arrays.fill(even, 1.0 / 64);
    CounterRandom random = new CounterRandom(1, "key", 0);
    for (int step = 0; step < draws; step++) {
      counts[(int) (random.at(step) * 64)]++;
    }
    ChiSquare.check(counts, even, draws);
  }
}
