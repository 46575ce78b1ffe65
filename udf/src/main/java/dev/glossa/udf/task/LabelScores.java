package dev.glossa.udf.task;

import dev.glossa.udf.model.family.Labels;
import java.util.Arrays;
import java.util.List;

/**
 * Scores of labels from a model's logits, as transformers' pipelines {@code text-classification}
 * and {@code zero-shot-classification} have them.
 *
 * @param labels of the document, by number
 * @param combination of its chunks
 * @param rule makes the scores [labels] of one reading's logits [texts beside][the model's labels]
 */
record LabelScores(List<String> labels, Combination combination, Rule rule) {

  /** Makes scores of logits. */
  @FunctionalInterface
  interface Rule {
    double[] scores(double[][] logits);
  }

  /** Those of the model's own labels. */
  static LabelScores own(Labels labels, Combination combination) {
    return new LabelScores(
        labels.names(), combination, logits -> scores(logits[0], labels.scores()));
  }

  /**
   * Those of labels that a model of entailment is asked for.
   *
   * @param model the model's labels, one of which begins with {@code entail}
   * @param candidates labels that were asked for, in the order of the logits
   * @param several whether several can be right at once
   */
  static LabelScores zeroShot(
      Labels model, List<String> candidates, boolean several, Combination combination) {
    int entailment = model.entailment();
    // Transformers takes the first label, or where that is entailment the last, for contradiction.
    int contradiction = entailment == 0 ? model.names().size() - 1 : 0;
    if (several || candidates.size() == 1) {
      return new LabelScores(
          candidates,
          combination,
          logits -> {
            double[] scores = new double[logits.length];
            for (int i = 0; i < scores.length; i++) {
              scores[i] = sigmoid(logits[i][entailment] - logits[i][contradiction]);
            }
            return scores;
          });
    }
    return new LabelScores(
        candidates,
        combination,
        logits -> {
          double[] entailed = new double[logits.length];
          for (int i = 0; i < entailed.length; i++) {
            entailed[i] = logits[i][entailment];
          }
          return softmax(entailed);
        });
  }

  /**
   * A document's scores.
   *
   * <p>Log-probabilities differ from logits by a number that is the same for all labels, so that
   * the mean of the ones, scaled to probabilities again, is what the mean of the others gives.
   *
   * @param logits [chunks][texts beside][the model's labels]
   * @return [labels]
   */
  double[] of(float[][][] logits) {
    if (combination == Combination.MEAN) {
      return rule.scores(mean(logits));
    }
    double[] largest = new double[0];
    for (float[][] chunk : logits) {
      double[] scores = rule.scores(mean(new float[][][] {chunk}));
      if (largest.length == 0) {
        largest = scores;
      }
      for (int i = 0; i < scores.length; i++) {
        largest[i] = Math.max(largest[i], scores[i]);
      }
    }
    return largest;
  }

  private static double[][] mean(float[][][] logits) {
    double[][] mean = new double[logits[0].length][logits[0][0].length];
    for (float[][] chunk : logits) {
      for (int text = 0; text < mean.length; text++) {
        for (int label = 0; label < mean[text].length; label++) {
          mean[text][label] += chunk[text][label] / (double) logits.length;
        }
      }
    }
    return mean;
  }

  private static double[] scores(double[] logits, Labels.Scores how) {
    return switch (how) {
      case SOFTMAX -> softmax(logits);
      case SIGMOID -> Arrays.stream(logits).map(LabelScores::sigmoid).toArray();
      case IDENTITY -> logits;
    };
  }

  private static double sigmoid(double logit) {
    return 1 / (1 + Math.exp(-logit));
  }

  /** Probabilities that add to 1. */
  static double[] softmax(double[] logits) {
    double largest = Double.NEGATIVE_INFINITY;
    for (double logit : logits) {
      largest = Math.max(largest, logit);
    }
    double[] scores = new double[logits.length];
    double sum = 0;
    for (int i = 0; i < scores.length; i++) {
      scores[i] = Math.exp(logits[i] - largest);
      sum += scores[i];
    }
    for (int i = 0; i < scores.length; i++) {
      scores[i] /= sum;
    }
    return scores;
  }
}
