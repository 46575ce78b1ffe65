package dev.glossa.udf.decode;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * A text's trace while it grows, shared by the texts that begin alike.
 *
 * @param before what came before, or null at the begin
 * @param step what the last token was chosen from
 */
record Trail(Trail before, TraceStep step) {

  static List<TraceStep> steps(Trail last) {
    List<TraceStep> steps = new ArrayList<>();
    for (Trail trail = last; trail != null; trail = trail.before) {
      steps.add(trail.step);
    }
    Collections.reverse(steps);
    return steps;
  }

  /** Continues a trail by a choice among a row's continuations. */
  static Trail of(Trail before, Ranked ranked, int chosen, int candidates) {
    double[] probabilities = new double[ranked.size()];
    for (int i = 0; i < probabilities.length; i++) {
      probabilities[i] = Math.exp(ranked.scores()[i] - ranked.logSumExp());
    }
    return of(before, ranked.ids(), probabilities, chosen, candidates);
  }

  /** Continues a trail by a draw. */
  static Trail of(Trail before, Distribution distribution, int chosen, int candidates) {
    double[] probabilities = new double[distribution.ids().length];
    for (int i = 0; i < probabilities.length; i++) {
      probabilities[i] = distribution.probabilities()[i];
    }
    return of(before, distribution.ids(), probabilities, chosen, candidates);
  }

  private static Trail of(
      Trail before, int[] ids, double[] probabilities, int chosen, int candidates) {
    List<TraceStep.Option> options = new ArrayList<>();
    for (int i = 0; i < ids.length; i++) {
      if (i < candidates || i == chosen) {
        options.add(new TraceStep.Option(i + 1, ids[i], (float) probabilities[i], i == chosen));
      }
    }
    return new Trail(before, new TraceStep(List.copyOf(options)));
  }
}
