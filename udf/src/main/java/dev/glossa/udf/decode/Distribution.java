package dev.glossa.udf.decode;

import java.util.Arrays;

/**
 * What a token is drawn from: Hugging Face's temperature, then top-k, then top-p, then min-p.
 *
 * @param ids tokens kept, most probable first
 * @param probabilities of each, which add up to 1
 */
public record Distribution(int[] ids, float[] probabilities) {

  /**
   * What a row's next token would be drawn from.
   *
   * @param candidates a model's answer: logits, complete or enough for the filters' top-k
   * @param row of the batch
   * @param vocabulary tokens that the model knows
   * @throws IllegalStateException when more tokens than are listed might pass, or scores are not
   *     numbers
   */
  public static Distribution of(
      Candidates candidates, int row, int vocabulary, Strategy.Sample filters) {
    return of(SortedCandidates.of(candidates, row, vocabulary), filters);
  }

  /**
   * Filters a row's continuations. Steps are rounded to float where {@code
   * TemperatureLogitsWarper}, {@code TopKLogitsWarper}, {@code TopPLogitsWarper} and {@code
   * MinPLogitsWarper} are (transformers, {@code generation/logits_process.py}), so that the same
   * tokens pass.
   *
   * @throws IllegalStateException when more tokens than are listed might pass
   */
  static Distribution of(SortedCandidates sorted, Strategy.Sample filters) {
    int kept = sorted.size();
    if (filters.topK() > 0 && filters.topK() <= kept) {
      kept = sorted.reach(filters.topK() - 1);
    } else if (!sorted.complete()) {
      throw new IllegalStateException(
          "Cannot draw from " + kept + " tokens (more are allowed; ask for all of them)");
    }
    float temperature = (float) filters.temperature();
    float[] scores = new float[kept];
    for (int i = 0; i < kept; i++) {
      scores[i] = sorted.scores()[i] / temperature;
    }
    float[] probabilities = softmax(scores);
    if (filters.topP() < 1) {
      kept = nucleus(probabilities, filters.topP());
      probabilities = softmax(Arrays.copyOf(scores, kept));
    }
    if (filters.minP() > 0) {
      kept = notBelow((float) filters.minP() * probabilities[0], probabilities);
      probabilities = softmax(Arrays.copyOf(scores, kept));
    }
    return new Distribution(Arrays.copyOf(sorted.ids(), kept), probabilities);
  }

  /** Tokens whose share, with all less probable ones', is more than 1 - topP; at least one. */
  private static int nucleus(float[] probabilities, double topP) {
    float threshold = (float) (1 - topP);
    double below = 0;
    int kept = probabilities.length;
    for (int i = probabilities.length - 1; i >= 0; i--) {
      below += probabilities[i];
      if ((float) below > threshold) {
        break;
      }
      kept = i;
    }
    return Math.max(kept, 1);
  }

  /** Tokens whose probability is not below another; at least one. */
  private static int notBelow(float least, float[] probabilities) {
    int kept = 1;
    while (kept < probabilities.length && probabilities[kept] >= least) {
      kept++;
    }
    return kept;
  }

  private static float[] softmax(float[] scores) {
    double sum = 0;
    double[] exponentials = new double[scores.length];
    for (int i = 0; i < scores.length; i++) {
      exponentials[i] = Math.exp((double) scores[i] - scores[0]);
      sum += exponentials[i];
    }
    float[] probabilities = new float[scores.length];
    for (int i = 0; i < scores.length; i++) {
      probabilities[i] = (float) (exponentials[i] / sum);
    }
    return probabilities;
  }

  /**
   * The place of the token that a random number falls on.
   *
   * @param uniform in [0, 1)
   */
  int draw(double uniform) {
    double sum = 0;
    for (float probability : probabilities) {
      sum += probability;
    }
    double left = uniform * sum;
    for (int i = 0; i < ids.length - 1; i++) {
      left -= probabilities[i];
      if (left < 0) {
        return i;
      }
    }
    return ids.length - 1;
  }
}
