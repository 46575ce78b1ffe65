package dev.glossa.udf.spark.sql;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.spark.sql.catalyst.expressions.Alias;
import org.apache.spark.sql.catalyst.expressions.Attribute;
import org.apache.spark.sql.catalyst.expressions.ExprId;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.NamedExpression;
import org.apache.spark.sql.catalyst.plans.Inner$;
import org.apache.spark.sql.catalyst.plans.LeftAnti$;
import org.apache.spark.sql.catalyst.plans.LeftOuter$;
import org.apache.spark.sql.catalyst.plans.LeftSemi$;
import org.apache.spark.sql.catalyst.plans.RightOuter$;
import org.apache.spark.sql.catalyst.plans.logical.Aggregate;
import org.apache.spark.sql.catalyst.plans.logical.Expand;
import org.apache.spark.sql.catalyst.plans.logical.Join;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.catalyst.plans.logical.Project;

/** Finds calls that a plan has computed already, and brings their columns up. */
final class ComputedCalls {
  private ComputedCalls() {}

  /**
   * A call that was found.
   *
   * @param plan with its column
   * @param column its value, in all rows
   */
  record Found(LogicalPlan plan, Attribute column) {}

  /** Looks for a call whose text is made of a plan's columns. */
  static Optional<Found> find(LogicalPlan plan, ModelCall call) {
    if (!call.references().subsetOf(plan.outputSet())) {
      return Optional.empty();
    }
    if (plan instanceof EvaluateCalls evaluate) {
      for (Alias alias : Scala.<Alias>list(evaluate.calls())) {
        if (alias.child().semanticEquals(call)) {
          return Optional.of(new Found(plan, alias.toAttribute()));
        }
      }
    }
    if (plan instanceof Project project) {
      return find(project, call);
    }
    if (plan instanceof Join join) {
      return find(join, call);
    }
    boolean passes =
        plan.children().size() == 1
            && !(plan instanceof Aggregate)
            && !(plan instanceof Expand)
            && plan.children().apply(0).outputSet().subsetOf(plan.outputSet());
    return passes ? inChild(plan, 0, call) : Optional.empty();
  }

  private static Optional<Found> inChild(LogicalPlan plan, int child, ModelCall call) {
    return find(plan.children().apply(child), call)
        .map(
            found -> {
              List<LogicalPlan> children = new ArrayList<>(Scala.list(plan.children()));
              children.set(child, found.plan());
              LogicalPlan with = plan.withNewChildren(Scala.seq(children).toIndexedSeq());
              return new Found(with, found.column());
            });
  }

  private static Optional<Found> find(Join join, ModelCall call) {
    if (call.references().isEmpty()) {
      return Optional.empty();
    }
    boolean inner = join.joinType().equals(Inner$.MODULE$);
    boolean left =
        inner
            || List.of(LeftOuter$.MODULE$, LeftSemi$.MODULE$, LeftAnti$.MODULE$)
                .contains(join.joinType());
    if (left && call.references().subsetOf(join.left().outputSet())) {
      return inChild(join, 0, call);
    }
    boolean right = inner || join.joinType().equals(RightOuter$.MODULE$);
    return right && call.references().subsetOf(join.right().outputSet())
        ? inChild(join, 1, call)
        : Optional.empty();
  }

  private static Optional<Found> find(Project project, ModelCall call) {
    Expression below = below(call, project);
    if (!(below instanceof ModelCall same)) {
      return Optional.empty();
    }
    return find(project.child(), same)
        .map(
            found -> {
              List<NamedExpression> list = new ArrayList<>(Scala.list(project.projectList()));
              if (list.stream().noneMatch(item -> item.equals(found.column()))) {
                list.add(found.column());
              }
              return new Found(new Project(Scala.seq(list), found.plan()), found.column());
            });
  }

  /** An expression on a project's columns as one on the columns below it. */
  static Expression below(Expression expression, Project project) {
    Map<ExprId, Expression> made =
        Scala.<NamedExpression>list(project.projectList()).stream()
            .filter(Alias.class::isInstance)
            .map(Alias.class::cast)
            .collect(Collectors.toMap(Alias::exprId, Alias::child, (one, other) -> one));
    return expression.transformUp(
        Scala.total(
            part ->
                part instanceof Attribute column
                    ? made.getOrDefault(column.exprId(), part)
                    : part));
  }
}
