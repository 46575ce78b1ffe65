package dev.glossa.udf.spark.sql;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.catalyst.expressions.Attribute;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.NamedExpression;
import org.apache.spark.sql.catalyst.expressions.aggregate.AggregateExpression;
import org.apache.spark.sql.catalyst.plans.logical.Aggregate;
import org.apache.spark.sql.catalyst.plans.logical.Project;

/** Parts an aggregation from the calls on what it gives, which are computed once for each group. */
final class AfterAggregation {
  private final Aggregate aggregate;
  private final Map<Expression, NamedExpression> inner = new LinkedHashMap<>();

  private AfterAggregation(Aggregate aggregate) {
    this.aggregate = aggregate;
  }

  /** A project over the aggregation; nothing where all calls are inside what is aggregated. */
  static Optional<Project> split(Aggregate aggregate) {
    AfterAggregation after = new AfterAggregation(aggregate);
    List<NamedExpression> list = new ArrayList<>();
    for (NamedExpression item : Scala.<NamedExpression>list(aggregate.aggregateExpressions())) {
      list.add((NamedExpression) after.outer((Expression) item));
    }
    if (list.stream().noneMatch(item -> Calls.in((Expression) item))) {
      return Optional.empty();
    }
    Aggregate own =
        new Aggregate(
            aggregate.groupingExpressions(),
            Scala.seq(List.copyOf(after.inner.values())),
            aggregate.child());
    return Optional.of(new Project(Scala.seq(list), own));
  }

  private Expression outer(Expression expression) {
    boolean given =
        expression instanceof AggregateExpression
            || Scala.<Expression>list(aggregate.groupingExpressions()).stream()
                .anyMatch(expression::semanticEquals);
    if (given) {
      return inner
          .computeIfAbsent(
              expression.canonicalized(),
              ignored ->
                  expression instanceof Attribute column
                      ? column
                      : Calls.named(expression, "given"))
          .toAttribute();
    }
    List<Expression> children = new ArrayList<>();
    Scala.<Expression>list(expression.children()).forEach(child -> children.add(outer(child)));
    return children.isEmpty()
        ? expression
        : expression.withNewChildren(Scala.seq(children).toIndexedSeq());
  }
}
