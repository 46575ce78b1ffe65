package dev.glossa.udf.spark.sql;

import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.LambdaFunction;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;

/** Refuses calls where no operator could compute them for many rows at a time. */
final class CheckCalls {
  private CheckCalls() {}

  static void check(LogicalPlan plan) {
    plan.foreach(
        Scala.<LogicalPlan>each(
            node -> Scala.<Expression>list(node.expressions()).forEach(CheckCalls::check)));
  }

  private static void check(Expression expression) {
    expression.foreach(
        Scala.<Expression>each(
            part -> {
              if (part instanceof LambdaFunction && Calls.in(part)) {
                throw Problems.analysis(
                    "Cannot compute "
                        + Calls.of(part).get(0).request().function()
                        + " inside of a function of single elements, such as transform or filter"
                        + " (models compute rows together; explode the array, call it for each"
                        + " row, and collect the values)");
              }
            }));
  }
}
