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
record TraceNode(TraceNode before, TraceStep step) {

  static List<TraceStep> steps(TraceNode last) {
    List<TraceStep> steps = new ArrayList<>();
    for (TraceNode trace = last; trace != null; trace = trace.before) {
      steps.add(trace.step);
    }
    Collections.reverse(steps);
    return steps;
  }

  /** Continues a trace by a choice among a row's continuations. */
  static TraceNode of(TraceNode before, SortedCandidates sorted, int chosen, int candidates) {
    double[] probabilities = new double[sorted.size()];
    for (int i = 0; i < probabilities.length; i++) {
      probabilities[i] = Math.exp(sorted.scores()[i] - sorted.logSumExp());
    }
    return of(before, sorted.ids(), probabilities, chosen, candidates);
  }

  /** Continues a trace by a draw. */
  static TraceNode of(TraceNode before, Distribution distribution, int chosen, int candidates) {
    double[] probabilities = new double[distribution.ids().length];
    for (int i = 0; i < probabilities.length; i++) {
      probabilities[i] = distribution.probabilities()[i];
    }
    return of(before, distribution.ids(), probabilities, chosen, candidates);
  }

  private static TraceNode of(
      TraceNode before, int[] ids, double[] probabilities, int chosen, int candidates) {
    List<TraceStep.Option> options = new ArrayList<>();
    for (int i = 0; i < ids.length; i++) {
      if (i < candidates || i == chosen) {
        options.add(new TraceStep.Option(i + 1, ids[i], (float) probabilities[i], i == chosen));
      }
    }
    return new TraceNode(before, new TraceStep(List.copyOf(options)));
  }
}
