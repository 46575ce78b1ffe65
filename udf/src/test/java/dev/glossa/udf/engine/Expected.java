package dev.glossa.udf.engine;

/** Statistics computed plainly from attention weights, for comparison with the programs'. */
final class Expected {
  private Expected() {}

  /**
   * Compares a head's statistics with those of its weights.
   *
   * @param weights [queries][keys]
   */
  static void compare(
      String field, HeadStatistics actual, float[][] weights, Differences differences) {
    double largest = 0;
    double[] sums = new double[HeadStatistics.SIZE];
    for (int query = 0; query < weights.length; query++) {
      for (int key = 0; key < weights[query].length; key++) {
        double weight = weights[query][key];
        sums[1] -= weight > 0 ? weight * Math.log(weight) : 0;
        largest = Math.max(largest, weight);
        sums[2] += weight * Math.abs(query - key);
        sums[3] += key == query ? weight : 0;
        sums[4] += key == query - 1 ? weight : 0;
      }
      sums[5] += weights[query][0];
    }
    float[] expected = new float[HeadStatistics.SIZE];
    for (int i = 0; i < expected.length; i++) {
      expected[i] = (float) (sums[i] / weights.length);
    }
    expected[0] = (float) largest;
    differences.compare(
        field,
        new float[] {
          actual.largestWeight(),
          actual.entropy(),
          actual.meanDistance(),
          actual.selfShare(),
          actual.previousShare(),
          actual.firstShare()
        },
        expected);
  }
}
