package dev.glossa.udf.decode;

import java.util.List;

/**
 * What one token of a text was chosen from.
 *
 * @param options the best ones, best first, as many as were asked for, and the chosen one even if
 *     it was not among them
 */
public record TraceStep(List<Option> options) {

  /**
   * A token that could have been taken.
   *
   * @param rank from 1, best first
   * @param id the token
   * @param probability among what was allowed at this step, penalty, temperature and filters
   *     included
   * @param chosen whether this one was taken
   */
  public record Option(int rank, int id, float probability, boolean chosen) {}
}
