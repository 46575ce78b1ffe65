package dev.glossa.udf.spark.sql;

import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.catalyst.expressions.Literal;
import org.apache.spark.sql.catalyst.plans.logical.Aggregate;
import org.apache.spark.sql.catalyst.plans.logical.Filter;
import org.apache.spark.sql.catalyst.plans.logical.GlobalLimit;
import org.apache.spark.sql.catalyst.plans.logical.LocalLimit;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.catalyst.plans.logical.Project;
import org.apache.spark.sql.catalyst.plans.logical.Repartition;
import org.apache.spark.sql.catalyst.plans.logical.RepartitionOperation;
import org.apache.spark.sql.catalyst.plans.logical.Sort;
import org.apache.spark.sql.internal.SQLConf;

/**
 * Sees to it that calls are not computed for nothing below limits and sorts: below a limit they
 * begin with few rows; and since Spark goes through a sort's input twice, first for a sample, their
 * values are put down in between.
 */
final class CallsBelow {
  private CallsBelow() {}

  static LogicalPlan marked(LogicalPlan plan) {
    if (plan instanceof LocalLimit limit && limit.limitExpr() instanceof Literal rows) {
      // Spark picks the first of a sort's rows without a sample.
      LogicalPlan child = limit.child();
      LogicalPlan below =
          child instanceof Sort sort
              ? sort.withNewChildren(one(marked(sort.child())))
              : marked(limited(child, (Integer) rows.value()));
      return limit.withNewChildren(one(below));
    }
    List<LogicalPlan> children = new ArrayList<>();
    Scala.<LogicalPlan>list(plan.children()).forEach(child -> children.add(marked(child)));
    if (plan instanceof Sort sort && sort.global() && computes(sort.child())) {
      int partitions = SQLConf.get().numShufflePartitions();
      return sort.withNewChildren(one(new Repartition(partitions, true, children.get(0))));
    }
    return plan.withNewChildren(Scala.seq(children).toIndexedSeq());
  }

  /** Whether a plan computes calls without a shuffle behind them. */
  private static boolean computes(LogicalPlan plan) {
    if (plan instanceof EvaluateCalls) {
      return true;
    }
    boolean shuffles =
        plan instanceof Aggregate
            || plan instanceof RepartitionOperation
            || plan instanceof GlobalLimit
            || plan instanceof Sort;
    return !shuffles
        && Scala.<LogicalPlan>list(plan.children()).stream().anyMatch(CallsBelow::computes);
  }

  private static LogicalPlan limited(LogicalPlan plan, int rows) {
    if (plan instanceof EvaluateCalls calls) {
      EvaluateCalls limited = calls.limited(rows);
      return limited.withNewChildren(one(limited(calls.child(), rows)));
    }
    boolean streams =
        plan instanceof Project || plan instanceof Filter || plan instanceof GlobalLimit;
    return streams ? plan.withNewChildren(one(limited(plan.children().apply(0), rows))) : plan;
  }

  private static scala.collection.IndexedSeq<LogicalPlan> one(LogicalPlan plan) {
    return Scala.seq(List.of(plan)).toIndexedSeq();
  }
}
