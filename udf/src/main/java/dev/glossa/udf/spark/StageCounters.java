package dev.glossa.udf.spark;

import java.io.Serializable;
import org.apache.spark.SparkContext;
import org.apache.spark.util.LongAccumulator;

/**
 * What a stage counts while it runs. Tasks that are run again count again, so these serve the
 * screen and the run's cost, never the proof that nothing was lost.
 *
 * @param documents that came out, with a result or a failure
 * @param tokens that models read or wrote
 * @param paddedTokens tokens of the shapes that these were computed in, padding included
 */
public record StageCounters(
    LongAccumulator documents, LongAccumulator tokens, LongAccumulator paddedTokens)
    implements Serializable {

  /** New counters at zero, known to Spark by the stage's name. */
  public static StageCounters register(SparkContext context, String stage) {
    return new StageCounters(
        context.longAccumulator(stage + " documents"),
        context.longAccumulator(stage + " tokens"),
        context.longAccumulator(stage + " padded tokens"));
  }
}
