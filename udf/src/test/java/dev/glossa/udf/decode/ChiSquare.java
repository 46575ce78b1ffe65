package dev.glossa.udf.decode;

import static org.assertj.core.api.Assertions.assertThat;

/** Pearson's test that draws follow a distribution. */
public final class ChiSquare {

  private ChiSquare() {}

  /**
   * Fails when draws that follow the distribution would stray so far less than once in 10,000 times
   * (Wilson and Hilferty's approximation). Draws are seeded, so the outcome is always the same.
   *
   * @param counts draws of each token
   * @param probabilities of each; those expected less than 5 times are counted together
   * @param draws in all
   */
  public static void check(int[] counts, double[] probabilities, int draws) {
    double statistic = 0;
    int cells = 0;
    double restCount = 0;
    double restExpected = 0;
    for (int i = 0; i < counts.length; i++) {
      double expected = probabilities[i] * draws;
      if (expected < 5) {
        restCount += counts[i];
        restExpected += expected;
      } else {
        statistic += (counts[i] - expected) * (counts[i] - expected) / expected;
        cells++;
      }
    }
    if (restExpected >= 5) {
      statistic += (restCount - restExpected) * (restCount - restExpected) / restExpected;
      cells++;
    }
    if (cells < 2) {
      assertThat(counts).as("draws of the only token").contains(draws);
      return;
    }
    double freedom = cells - 1;
    double cube = 1 - 2 / (9 * freedom) + 3.719 * Math.sqrt(2 / (9 * freedom));
    assertThat(statistic)
        .as("chi-square of %d draws with %d cells", draws, cells)
        .isLessThan(freedom * cube * cube * cube);
  }
}
