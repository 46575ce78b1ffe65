package dev.glossa.udf.spark.sql;

import java.util.List;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.execution.SparkPlan;
import org.apache.spark.sql.execution.SparkStrategy;
import scala.collection.Seq;

/**
 * Plans {@link EvaluateCalls}. Where Spark's optimizer has made an operator with calls after {@link
 * ExtractCalls} was through, as it does of EXISTS, they are taken out here.
 */
final class CallStrategy extends SparkStrategy {

  @Override
  public Seq<SparkPlan> apply(LogicalPlan plan) {
    if (plan instanceof EvaluateCalls evaluate) {
      return Scala.seq(
          List.of(
              new EvaluateCallsExec(
                  evaluate.calls(),
                  planLater(evaluate.child()),
                  evaluate.limit(),
                  evaluate.limit() == 0 && Spread.mayBe(evaluate.child()))));
    }
    return Calls.in(plan)
        ? Scala.seq(List.of(planLater(ExtractCalls.own(plan))))
        : Scala.seq(List.of());
  }
}
