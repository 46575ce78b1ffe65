package dev.glossa.udf.spark.sql;

import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.catalyst.expressions.Alias;
import org.apache.spark.sql.catalyst.expressions.And;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.NamedExpression;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.types.Metadata;
import scala.Option;

/** Looks for calls in expressions and plans. */
final class Calls {
  private Calls() {}

  /** Whether an expression has calls in it. */
  static boolean in(Expression expression) {
    return expression.exists(Scala.test(part -> part instanceof ModelCall));
  }

  /** Whether an operator has calls, its children apart. */
  static boolean in(LogicalPlan plan) {
    return !(plan instanceof EvaluateCalls)
        && Scala.<Expression>list(plan.expressions()).stream().anyMatch(Calls::in);
  }

  /** Whether a plan or a part of it has calls that nobody computes yet. */
  static boolean anywhere(LogicalPlan plan) {
    return plan.exists(Scala.test(Calls::in));
  }

  /** All calls of an expression, also those in others. */
  static List<ModelCall> of(Expression expression) {
    List<ModelCall> calls = new ArrayList<>();
    expression.foreach(
        Scala.each(
            part -> {
              if (part instanceof ModelCall call) {
                calls.add(call);
              }
            }));
    return calls;
  }

  /** One of an operator's calls, for a message. */
  static ModelCall first(LogicalPlan plan) {
    return Scala.<Expression>list(plan.expressions()).stream()
        .flatMap(expression -> of(expression).stream())
        .findFirst()
        .orElseThrow();
  }

  /** The calls of some conditions whose text one side of a join has, as expressions. */
  static List<Expression> sided(List<Expression> conditions, LogicalPlan side) {
    return conditions.stream()
        .flatMap(condition -> of(condition).stream())
        .filter(call -> call.references().subsetOf(side.outputSet()))
        .map(Expression.class::cast)
        .toList();
  }

  /** The parts of a condition that must all hold, from left to right. */
  static List<Expression> parts(Expression condition) {
    if (condition instanceof And and) {
      List<Expression> parts = new ArrayList<>(parts(and.left()));
      parts.addAll(parts(and.right()));
      return parts;
    }
    return List.of(condition);
  }

  /** A call as a column of its own. */
  static Alias named(ModelCall call) {
    return new Alias(
        call,
        call.request().function(),
        NamedExpression.newExprId(),
        Scala.seq(List.<String>of()),
        Option.<Metadata>empty(),
        Scala.seq(List.<String>of()));
  }
}
