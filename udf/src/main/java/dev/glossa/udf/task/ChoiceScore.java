package dev.glossa.udf.task;

import java.util.Locale;

/** How probable a choice is, from the log-probabilities of its tokens. */
public enum ChoiceScore {
  /** By their sum: how probable the model finds the string as a whole. */
  SUM,
  /** By their mean, so that a choice of many tokens is not at a disadvantage. */
  MEAN;

  /** Its word in settings. */
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * The choices' probabilities, which add up to 1.
   *
   * @param sums of the log-probabilities of each choice's tokens
   * @param lengths in tokens of each choice
   */
  float[] probabilities(double[] sums, int[] lengths) {
    double[] scores = new double[sums.length];
    double most = Double.NEGATIVE_INFINITY;
    for (int i = 0; i < sums.length; i++) {
      scores[i] = this == MEAN ? sums[i] / lengths[i] : sums[i];
      most = Math.max(most, scores[i]);
    }
    double total = 0;
    for (int i = 0; i < sums.length; i++) {
      scores[i] = Math.exp(scores[i] - most);
      total += scores[i];
    }
    float[] probabilities = new float[sums.length];
    for (int i = 0; i < sums.length; i++) {
      probabilities[i] = (float) (scores[i] / total);
    }
    return probabilities;
  }
}
