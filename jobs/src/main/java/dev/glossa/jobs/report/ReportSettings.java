package dev.glossa.jobs.report;

import java.util.List;

/**
 * What the page of pictures shows.
 *
 * @param seed from which the choice of examples and the clusters follow
 * @param documents shown as examples of each language, 1 to 100; many make the page long
 * @param choose documents shown in any case: ids, or endings of source paths
 * @param clusters into which the document vectors are sorted, 2 to 8
 * @param points shown at most in the picture of the document vectors, 10 to 5,000
 * @param tokens shown at most of an example, 8 to 400
 * @param axisTokens shown at most on an axis of an attention map, 4 to 32
 * @param characters shown at most of an example's text, 100 to 10,000
 */
public record ReportSettings(
    long seed,
    int documents,
    List<String> choose,
    int clusters,
    int points,
    int tokens,
    int axisTokens,
    int characters) {

  /** The defaults of the configuration that comes with Glossa. */
  public static final ReportSettings DEFAULTS =
      new ReportSettings(42, 2, List.of(), 6, 1000, 60, 16, 1200);

  /**
   * Checks the bounds, which keep the page small.
   *
   * @throws IllegalArgumentException when a value is out of bounds
   */
  public ReportSettings {
    choose = List.copyOf(choose);
    check("documents", documents, 1, 100);
    check("clusters", clusters, 2, Ink.SERIES);
    check("points", points, 10, 5_000);
    check("tokens", tokens, 8, 400);
    check("axis_tokens", axisTokens, 4, 32);
    check("characters", characters, 100, 10_000);
  }

  private static void check(String name, int value, int least, int most) {
    if (value < least || value > most) {
      throw new IllegalArgumentException(
          String.format(
              "Cannot use report.%s: %d (it must be %d to %,d)", name, value, least, most));
    }
  }
}
