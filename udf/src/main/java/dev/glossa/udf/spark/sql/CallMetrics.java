package dev.glossa.udf.spark.sql;

import java.io.Serializable;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.execution.metric.SQLMetric;

/**
 * What an {@link EvaluateCallsExec} counts, shown beside it in Spark's UI.
 *
 * @param texts that went through a model, each distinct one once for each batch of rows
 * @param failed of them
 * @param tokens that models read or wrote
 * @param paddedTokens of the shapes in which they were computed
 * @param time that models took, milliseconds of all tasks
 */
record CallMetrics(
    SQLMetric texts, SQLMetric failed, SQLMetric tokens, SQLMetric paddedTokens, SQLMetric time)
    implements Serializable {
  private static final String TEXTS = "texts computed";
  private static final String FAILED = "texts failed";
  private static final String TOKENS = "tokens";
  private static final String PADDED = "tokens with padding";

  /** Metrics that are sums. */
  static final List<String> NAMES = List.of(TEXTS, FAILED, TOKENS, PADDED);

  /** The metric in milliseconds. */
  static final String TIME = "time in models";

  static CallMetrics of(Map<String, SQLMetric> all) {
    return new CallMetrics(
        all.get(TEXTS), all.get(FAILED), all.get(TOKENS), all.get(PADDED), all.get(TIME));
  }
}
