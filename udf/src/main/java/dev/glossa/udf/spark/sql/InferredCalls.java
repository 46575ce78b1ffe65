package dev.glossa.udf.spark.sql;

import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.catalyst.expressions.And;
import org.apache.spark.sql.catalyst.expressions.Attribute;
import org.apache.spark.sql.catalyst.expressions.EqualTo;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.plans.logical.Filter;
import org.apache.spark.sql.catalyst.plans.logical.Join;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.catalyst.plans.logical.Project;

/**
 * Takes out conditions that Spark has inferred. Where {@code a.x = b.x} joins, it filters one side
 * by what is asked of the other, which saves work where conditions are cheap: with a call in it, it
 * only asks the model twice.
 */
final class InferredCalls {
  private InferredCalls() {}

  static LogicalPlan remove(LogicalPlan plan) {
    return (LogicalPlan)
        plan.transformUp(
            Scala.total(part -> part instanceof Join join ? withoutInferred(join) : part));
  }

  private static LogicalPlan withoutInferred(Join join) {
    if (join.condition().isEmpty()) {
      return join;
    }
    LogicalPlan left = join.left();
    LogicalPlan right = join.right();
    for (Expression part : Calls.parts(join.condition().get())) {
      if (part instanceof EqualTo equal
          && equal.left() instanceof Attribute one
          && equal.right() instanceof Attribute other) {
        boolean inOrder = left.outputSet().contains(one);
        Attribute ofLeft = inOrder ? one : other;
        Attribute ofRight = inOrder ? other : one;
        for (Asked asked : asked(left, ofLeft)) {
          right = without(right, ofRight, asked);
        }
      }
    }
    return join.withNewChildren(Scala.seq(List.of(left, right)).toIndexedSeq());
  }

  /**
   * A condition with calls.
   *
   * @param key the join's column, as it is made there
   */
  private record Asked(Expression condition, Expression key) {

    /** The same about another key. */
    Expression about(Expression other) {
      return condition.transformUp(Scala.total(part -> part.semanticEquals(key) ? other : part));
    }
  }

  /** The conditions with calls below a plan, through projects and filters. */
  private static List<Asked> asked(LogicalPlan plan, Expression key) {
    if (plan instanceof Project project) {
      return asked(project.child(), ComputedCalls.below(key, project));
    }
    List<Asked> asked = new ArrayList<>();
    if (plan instanceof Filter filter) {
      for (Expression part : Calls.parts(filter.condition())) {
        if (Calls.in(part)) {
          asked.add(new Asked(part, key));
        }
      }
      asked.addAll(asked(filter.child(), key));
    }
    return asked;
  }

  private static LogicalPlan without(LogicalPlan plan, Expression key, Asked asked) {
    if (plan instanceof Project project) {
      LogicalPlan below = without(project.child(), ComputedCalls.below(key, project), asked);
      return project.withNewChildren(Scala.seq(List.of(below)).toIndexedSeq());
    }
    if (!(plan instanceof Filter filter)) {
      return plan;
    }
    Expression same = asked.about(key);
    List<Expression> rest =
        Calls.parts(filter.condition()).stream()
            .filter(part -> !part.semanticEquals(same))
            .toList();
    LogicalPlan below = without(filter.child(), key, asked);
    return rest.stream()
        .reduce(And::new)
        .<LogicalPlan>map(condition -> new Filter(condition, below))
        .orElse(below);
  }
}
