package dev.glossa.jobs.benchmark;

import java.util.function.ToDoubleFunction;

/**
 * What one stage took, before it is known what the machine could do.
 *
 * @param name of the stage
 * @param documents that went through it
 * @param tokens that it read or wrote
 * @param seconds it took
 * @param floor seconds below which a machine cannot do it; NaN where nobody knows
 */
record Timing(
    String name, int documents, long tokens, double seconds, ToDoubleFunction<Roofline> floor) {

  Stage against(Roofline ceiling) {
    return new Stage(name, documents, tokens, seconds, floor.applyAsDouble(ceiling));
  }
}
