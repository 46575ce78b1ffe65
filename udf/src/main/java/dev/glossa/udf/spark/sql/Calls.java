package dev.glossa.udf.spark.sql;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.catalyst.expressions.Alias;
import org.apache.spark.sql.catalyst.expressions.And;
import org.apache.spark.sql.catalyst.expressions.Attribute;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.NamedExpression;
import org.apache.spark.sql.catalyst.expressions.SubqueryExpression;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.types.Metadata;
import scala.Option;

/** Looks for calls in expressions and plans. */
final class Calls {
  private Calls() {}

  /**
   * Whether an expression has calls in it. Those of a subquery are not its own, although Spark
   * keeps conditions of one that it has not made a join of yet among the children.
   */
  static boolean in(Expression expression) {
    return !of(expression).isEmpty();
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
    collect(expression, calls);
    return calls;
  }

  private static void collect(Expression expression, List<ModelCall> calls) {
    if (expression instanceof SubqueryExpression) {
      return;
    }
    if (expression instanceof ModelCall call) {
      calls.add(call);
    }
    Scala.<Expression>list(expression.children()).forEach(child -> collect(child, calls));
  }

  /** An expression with columns in place of calls, by their canonical form. */
  static Expression replaced(Expression expression, Map<Expression, Attribute> columns) {
    if (!in(expression)) {
      return expression;
    }
    Attribute column =
        expression instanceof ModelCall ? columns.get(expression.canonicalized()) : null;
    if (column != null) {
      return column;
    }
    List<Expression> children = new ArrayList<>();
    Scala.<Expression>list(expression.children())
        .forEach(child -> children.add(replaced(child, columns)));
    return expression.withNewChildren(Scala.seq(children).toIndexedSeq());
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

  /** An expression as a column of its own. */
  static Alias named(Expression expression, String name) {
    return new Alias(
        expression,
        name,
        NamedExpression.newExprId(),
        Scala.seq(List.<String>of()),
        Option.<Metadata>empty(),
        Scala.seq(List.<String>of()));
  }
}
