package dev.glossa.udf.decode;

import java.util.Arrays;

/** Texts that are given, and how probable a model finds each of them after a batch's inputs. */
public final class Continuations {

  private Continuations() {}

  /**
   * Adds up the log-probabilities of each continuation's tokens, each after those before it.
   *
   * @param model that has read the batch's inputs; row {@code d * continuations + c} is document
   *     d's row for continuation c. It stays open
   * @param continuations [continuations][tokens] one token or more each, the same for every
   *     document
   * @param start an encoder-decoder's start token; null for a causal model
   * @return [documents][continuations] sums, in nats
   * @throws IllegalArgumentException when the model's rows do not fit, or a continuation is empty
   */
  public static double[][] score(StepModel model, int[][] continuations, Integer start) {
    int rows = model.rows();
    int each = continuations.length;
    int longest = 0;
    for (int[] tokens : continuations) {
      if (tokens.length == 0) {
        throw new IllegalArgumentException("Cannot weigh a continuation of no tokens (drop it)");
      }
      longest = Math.max(longest, tokens.length);
    }
    if (each == 0 || rows % each != 0) {
      throw new IllegalArgumentException(
          "Cannot weigh " + each + " continuations in " + rows + " rows (give a row for each)");
    }
    double[][] sums = new double[rows / each][each];
    int[] appended = null;
    if (start != null) {
      appended = new int[rows];
      Arrays.fill(appended, start);
    }
    for (int step = 0; step < longest; step++) {
      int[] wanted = new int[rows];
      for (int row = 0; row < rows; row++) {
        wanted[row] = at(continuations[row % each], step);
      }
      float[] probabilities = model.logProbabilities(appended, wanted);
      for (int row = 0; row < rows; row++) {
        if (step < continuations[row % each].length) {
          sums[row / each][row % each] += probabilities[row];
        }
      }
      appended = wanted;
    }
    return sums;
  }

  /** A token; one that is at its end goes on with its last, which counts no more. */
  private static int at(int[] tokens, int step) {
    return tokens[Math.min(step, tokens.length - 1)];
  }
}
