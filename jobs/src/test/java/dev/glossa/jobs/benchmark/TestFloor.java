package dev.glossa.jobs.benchmark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.glossa.udf.engine.Precision;
import java.util.Arrays;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;

/** Operations and bytes of well-known models, against numbers worked out by hand. */
final class TestFloor {
  private static final Percentage CLOSE = Percentage.withPercentage(1);

  private static Floor floor(KnownModel model) {
    return Floor.of(RandomCheckpoint.model(model.config()), Precision.FLOAT32);
  }

  @Test
  void countsGpt2() {
    Floor floor = floor(KnownModel.GPT2);
    // 85 million weights of layers, 38.6 million of the head.
    assertThat(floor.readFlops(1)).isCloseTo(0.170e9, CLOSE);
    assertThat(floor.stepFlops(0)).isCloseTo(0.247e9, CLOSE);
    assertThat(floor.stepFlops(1000) - floor.stepFlops(0)).isCloseTo(37e6, CLOSE);
    // A causal text of T tokens has T (T + 1) / 2 pairs of query and key.
    assertThat(floor.readFlops(100) - 100 * 0.16987e9).isCloseTo(36864.0 * 5050, CLOSE);
  }

  @Test
  void countsDistilbart() {
    Floor floor = floor(KnownModel.DISTILBART);
    assertThat(floor.readFlops(512) / 512).isCloseTo((0.302 + 0.025 + 49e-6 * 512) * 1e9, CLOSE);
    assertThat(floor.stepFlops(0)).isCloseTo(0.279e9, CLOSE);
    // 640 tokens in, 4 beams of 70 out: 312 GFLOP, of which 83 for writing.
    double writing = 0;
    for (int step = 1; step <= 70; step++) {
      writing += 4 * floor.stepFlops(640 + step);
    }
    assertThat(floor.readFlops(640) + writing).isCloseTo(312e9, CLOSE);
  }

  @Test
  void countsMinilm() {
    assertThat(floor(KnownModel.MINILM).readFlops(128) / 128).isCloseTo(0.0224e9, CLOSE);
  }

  @Test
  void takesTheLongerOfArithmeticAndTraffic() {
    Roofline ceiling = new Roofline(100, 10);
    assertThat(ceiling.seconds(1000, 50)).isEqualTo(10);
    assertThat(ceiling.seconds(1000, 200)).isEqualTo(20);
    assertThat(ceiling.or(new Roofline(50, 20))).isEqualTo(new Roofline(100, 20));
  }

  @Test
  void readsWeightsOnceForAStep() {
    // So much arithmetic that only traffic counts, at 1 GB/s.
    Roofline slowMemory = new Roofline(1e18, 1e9);
    Floor gpt2 = floor(KnownModel.GPT2);
    int[] lengths = new int[8];
    Arrays.fill(lengths, 128);
    // The head for the first token; then 494 MB of weights and 73.7 KB for each key and value.
    double second = 0.494 + 8 * 129 * 73.728e-6;
    assertThat(gpt2.write(lengths, 1, 2, slowMemory) - gpt2.write(lengths, 1, 1, slowMemory))
        .isCloseTo(second, CLOSE);
    // Four beams share what was read, and each adds its own.
    assertThat(gpt2.write(lengths, 4, 2, slowMemory) - gpt2.write(lengths, 1, 2, slowMemory))
        .isCloseTo(8 * 3 * 73.728e-6, within(1e-6));
    Floor distilbart = floor(KnownModel.DISTILBART);
    assertThat(distilbart.write(new int[] {0}, 1, 1, slowMemory)).isCloseTo(0.559, CLOSE);
  }

  @Test
  void agreesWithTheFloorOfAWholeRun() {
    // GPT-2, 8 documents of 128 tokens, 32 new ones, at 312 GFLOP/s and 26 GB/s: 203 tokens/s.
    int[] lengths = new int[8];
    Arrays.fill(lengths, 128);
    Roofline ceiling = new Roofline(312e9, 26e9);
    Floor floor = floor(KnownModel.GPT2);
    double seconds = floor.read(lengths, ceiling) + floor.write(lengths, 1, 32, ceiling);
    assertThat(8 * 32 / seconds).isCloseTo(203, Percentage.withPercentage(2));
  }
}
