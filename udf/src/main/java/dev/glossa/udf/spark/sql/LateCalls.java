package dev.glossa.udf.spark.sql;

import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.catalyst.expressions.Alias;
import org.apache.spark.sql.catalyst.expressions.And;
import org.apache.spark.sql.catalyst.expressions.Attribute;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.NamedExpression;
import org.apache.spark.sql.catalyst.expressions.SortOrder;
import org.apache.spark.sql.catalyst.plans.Inner$;
import org.apache.spark.sql.catalyst.plans.JoinType;
import org.apache.spark.sql.catalyst.plans.LeftAnti$;
import org.apache.spark.sql.catalyst.plans.LeftOuter$;
import org.apache.spark.sql.catalyst.plans.LeftSemi$;
import org.apache.spark.sql.catalyst.plans.RightOuter$;
import org.apache.spark.sql.catalyst.plans.logical.Filter;
import org.apache.spark.sql.catalyst.plans.logical.GlobalLimit;
import org.apache.spark.sql.catalyst.plans.logical.Join;
import org.apache.spark.sql.catalyst.plans.logical.LocalLimit;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.catalyst.plans.logical.Project;
import org.apache.spark.sql.catalyst.plans.logical.Sort;

/**
 * Lifts calls above what leaves rows out and does not need them: limits, joins, and the sorts
 * between. A model costs more than anything else in a plan.
 */
final class LateCalls {
  private static final List<JoinType> KEEP_LEFT =
      List.of(Inner$.MODULE$, LeftOuter$.MODULE$, LeftSemi$.MODULE$, LeftAnti$.MODULE$);
  private static final List<JoinType> KEEP_RIGHT = List.of(Inner$.MODULE$, RightOuter$.MODULE$);

  private LateCalls() {}

  static LogicalPlan lift(LogicalPlan plan) {
    LogicalPlan before = plan;
    LogicalPlan after = once(before);
    // Each step brings a call nearer to the root, so there are not many.
    while (!after.fastEquals(before)) {
      before = after;
      after = once(before);
    }
    return after;
  }

  private static LogicalPlan once(LogicalPlan plan) {
    return (LogicalPlan) plan.transformUp(Scala.total(LateCalls::above));
  }

  private static LogicalPlan above(LogicalPlan plan) {
    if (plan instanceof GlobalLimit limit && limit.child() instanceof Project project) {
      return calls(project)
          ? new Project(project.projectList(), new GlobalLimit(limit.limitExpr(), project.child()))
          : plan;
    }
    if (plan instanceof LocalLimit limit && limit.child() instanceof Project project) {
      return calls(project)
          ? new Project(project.projectList(), new LocalLimit(limit.limitExpr(), project.child()))
          : plan;
    }
    if (plan instanceof Sort sort && sort.child() instanceof Project project) {
      return calls(project) ? above(sort, project) : plan;
    }
    return plan instanceof Join join ? above(join) : plan;
  }

  /** Whether a project has calls or stands on one that has. */
  private static boolean calls(Project project) {
    return Calls.in(project) || (project.child() instanceof Project below && calls(below));
  }

  private static LogicalPlan above(Sort sort, Project project) {
    List<SortOrder> order = new ArrayList<>();
    for (SortOrder by : Scala.<SortOrder>list(sort.order())) {
      Expression below = ComputedCalls.below(by, project);
      if (Calls.in(below) || !below.deterministic()) {
        return sort;
      }
      order.add((SortOrder) below);
    }
    return new Project(
        project.projectList(), new Sort(Scala.seq(order), sort.global(), project.child()));
  }

  private static LogicalPlan above(Join join) {
    for (int side = 0; side < 2; side++) {
      if (!(side == 0 ? KEEP_LEFT : KEEP_RIGHT).contains(join.joinType())) {
        continue;
      }
      LogicalPlan child = join.children().apply(side);
      if (child instanceof Filter filter && Calls.in(filter.condition())) {
        return above(join, side, filter);
      }
      if (child instanceof Project project && Calls.in(project)) {
        LogicalPlan lifted = above(join, side, project);
        if (!lifted.fastEquals(join)) {
          return lifted;
        }
      }
    }
    return join;
  }

  private static LogicalPlan above(Join join, int side, Filter filter) {
    LogicalPlan below = filter.child();
    List<Expression> late = new ArrayList<>();
    for (Expression part : Calls.parts(filter.condition())) {
      if (Calls.in(part)) {
        late.add(part);
      } else {
        below = new Filter(part, below);
      }
    }
    return new Filter(late.stream().reduce(And::new).orElseThrow(), with(join, side, below));
  }

  private static LogicalPlan above(Join join, int side, Project project) {
    List<NamedExpression> stay = new ArrayList<>();
    List<Alias> lifted = new ArrayList<>();
    for (NamedExpression item : Scala.<NamedExpression>list(project.projectList())) {
      boolean needed =
          join.condition().isDefined()
              && join.condition().get().references().contains(item.toAttribute());
      if (item instanceof Alias alias && Calls.in(alias.child()) && !needed) {
        lifted.add(alias);
      } else {
        stay.add(item);
      }
    }
    if (lifted.isEmpty()) {
      return join;
    }
    for (Alias alias : lifted) {
      for (Attribute column : Scala.<Attribute>list(alias.child().references().toSeq())) {
        if (stay.stream().noneMatch(item -> item.exprId().equals(column.exprId()))) {
          stay.add(column);
        }
      }
    }
    LogicalPlan below = with(join, side, new Project(Scala.seq(stay), project.child()));
    List<NamedExpression> list = new ArrayList<>();
    for (Attribute column : Scala.<Attribute>list(join.output())) {
      list.add(
          lifted.stream()
              .filter(alias -> alias.exprId().equals(column.exprId()))
              .map(NamedExpression.class::cast)
              .findFirst()
              .orElse(column));
    }
    return new Project(Scala.seq(list), below);
  }

  private static LogicalPlan with(Join join, int side, LogicalPlan child) {
    List<LogicalPlan> children = new ArrayList<>(Scala.list(join.children()));
    children.set(side, child);
    return join.withNewChildren(Scala.seq(children).toIndexedSeq());
  }
}
