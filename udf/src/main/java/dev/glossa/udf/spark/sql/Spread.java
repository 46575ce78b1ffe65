package dev.glossa.udf.spark.sql;

import org.apache.spark.rdd.RDD;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.Attribute;
import org.apache.spark.sql.catalyst.plans.logical.Filter;
import org.apache.spark.sql.catalyst.plans.logical.GlobalLimit;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.catalyst.plans.logical.Project;
import org.apache.spark.sql.catalyst.plans.logical.Sort;
import org.apache.spark.sql.catalyst.plans.physical.RoundRobinPartitioning;
import org.apache.spark.sql.execution.ShuffledRowRDD;
import org.apache.spark.sql.execution.UnsafeRowSerializer;
import org.apache.spark.sql.execution.exchange.ShuffleExchangeExec;
import org.apache.spark.sql.execution.metric.SQLMetric;
import org.apache.spark.sql.execution.metric.SQLShuffleReadMetricsReporter;
import org.apache.spark.sql.execution.metric.SQLShuffleWriteMetricsReporter;
import scala.collection.Seq;

/**
 * Gives all cores a part of what little there is: Spark reads a file of a few megabytes in one
 * task, with which a model would be busy on one core for an hour.
 */
final class Spread {
  /** Two tasks for each core even out texts that take long. */
  private static final int TASKS_PER_CORE = 2;

  private Spread() {}

  /** Whether nobody has put a plan's rows in order or together. */
  static boolean mayBe(LogicalPlan plan) {
    if (plan instanceof GlobalLimit limit) {
      return !limit.exists(Scala.test(Sort.class::isInstance));
    }
    boolean narrow = plan instanceof Project || plan instanceof Filter;
    return plan.children().isEmpty() || (narrow && mayBe(plan.children().apply(0)));
  }

  /** The rows in as many partitions as the cores want, where there are fewer than cores. */
  static RDD<InternalRow> rows(RDD<InternalRow> rows, Seq<Attribute> columns) {
    int cores = rows.sparkContext().defaultParallelism();
    if (rows.getNumPartitions() >= cores) {
      return rows;
    }
    scala.collection.immutable.Map<String, SQLMetric> written =
        SQLShuffleWriteMetricsReporter.createShuffleWriteMetrics(rows.sparkContext());
    scala.collection.immutable.Map<String, SQLMetric> read =
        SQLShuffleReadMetricsReporter.createShuffleReadMetrics(rows.sparkContext());
    return new ShuffledRowRDD(
        ShuffleExchangeExec.prepareShuffleDependency(
            rows,
            columns,
            new RoundRobinPartitioning(TASKS_PER_CORE * cores),
            new UnsafeRowSerializer(columns.size(), null),
            written),
        read);
  }
}
