package dev.glossa.udf.spark.sql;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.catalyst.expressions.Alias;
import org.apache.spark.sql.catalyst.expressions.And;
import org.apache.spark.sql.catalyst.expressions.Attribute;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.NamedExpression;
import org.apache.spark.sql.catalyst.plans.Inner$;
import org.apache.spark.sql.catalyst.plans.logical.Aggregate;
import org.apache.spark.sql.catalyst.plans.logical.Filter;
import org.apache.spark.sql.catalyst.plans.logical.Join;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.catalyst.plans.logical.Project;
import org.apache.spark.sql.catalyst.rules.Rule;
import scala.Option;

/**
 * Takes calls out of the operators that they stand in and computes them below, each distinct one
 * once: a call that was computed further down is brought up, parts of a condition that need no
 * model go first, and a call whose value is asked for in some rows only is computed for these.
 */
final class ExtractCalls extends Rule<LogicalPlan> {

  @Override
  public LogicalPlan apply(LogicalPlan plan) {
    if (!Calls.anywhere(plan)) {
      return plan;
    }
    return CallsBelow.marked(extract(LateCalls.lift(InferredCalls.remove(plan))));
  }

  @Override
  public String ruleName() {
    return ExtractCalls.class.getName();
  }

  private static LogicalPlan extract(LogicalPlan plan) {
    List<LogicalPlan> children = new ArrayList<>();
    Scala.<LogicalPlan>list(plan.children()).forEach(child -> children.add(extract(child)));
    LogicalPlan whole = plan.withNewChildren(Scala.seq(children).toIndexedSeq());
    return own(whole);
  }

  /** The calls of an operator whose children have none left. */
  static LogicalPlan own(LogicalPlan plan) {
    if (plan instanceof EvaluateCalls || !Calls.in(plan)) {
      return plan;
    }
    if (plan instanceof Aggregate aggregate) {
      Optional<Project> after = AfterAggregation.split(aggregate);
      if (after.isPresent()) {
        LogicalPlan below = own(after.get().child());
        return own(new Project(after.get().projectList(), below));
      }
    }
    if (plan instanceof Filter filter) {
      return filter(filter);
    }
    if (plan instanceof Join join) {
      return join(join);
    }
    if (plan.children().size() != 1) {
      throw Problems.analysis(
          "Cannot compute "
              + Calls.first(plan)
              + " in "
              + plan.nodeName()
              + " (it has no single input; compute it in a subquery before)");
    }
    List<Expression> expressions = Scala.list(plan.expressions());
    Evaluated evaluated = evaluate(plan.children().apply(0), expressions);
    LogicalPlan rewritten =
        evaluated.in(plan).withNewChildren(Scala.seq(List.of(evaluated.plan)).toIndexedSeq());
    return restored(plan, rewritten);
  }

  /** The same columns as an operator had. */
  private static LogicalPlan restored(LogicalPlan like, LogicalPlan plan) {
    if (Scala.list(like.output()).equals(Scala.list(plan.output()))) {
      return plan;
    }
    return new Project(Scala.<NamedExpression>seq(Scala.<Attribute>list(like.output())), plan);
  }

  private static LogicalPlan filter(Filter filter) {
    LogicalPlan below = filter.child();
    List<Expression> late = new ArrayList<>();
    List<Expression> early = new ArrayList<>();
    for (Expression part : Calls.parts(filter.condition())) {
      (Calls.in(part) ? late : early).add(part);
    }
    if (!early.isEmpty()) {
      below = new Filter(early.stream().reduce(And::new).orElseThrow(), below);
    }
    for (Expression part : late) {
      Evaluated evaluated = evaluate(below, List.of(part));
      below = new Filter(evaluated.in(part), evaluated.plan);
    }
    return restored(filter, below);
  }

  private static LogicalPlan join(Join join) {
    LogicalPlan left = join.left();
    LogicalPlan right = join.right();
    Expression condition = join.condition().get();
    List<Expression> own = new ArrayList<>();
    List<Expression> after = new ArrayList<>();
    for (Expression part : Calls.parts(condition)) {
      boolean sided =
          Calls.of(part).stream()
              .allMatch(
                  call ->
                      call.references().subsetOf(join.left().outputSet())
                          || call.references().subsetOf(join.right().outputSet()));
      (sided ? own : after).add(part);
    }
    if (!after.isEmpty()) {
      if (!join.joinType().equals(Inner$.MODULE$)) {
        throw Problems.analysis(
            "Cannot compute "
                + after.get(0)
                + " in the condition of a "
                + join.joinType().sql()
                + " join (its text comes from both sides; compute it in a subquery before, or join"
                + " with an inner join)");
      }
      Join first = new Join(left, right, join.joinType(), Option.apply(all(own)), join.hint());
      return own(new Filter(all(after), own.isEmpty() ? first : own(first)));
    }
    List<Expression> rewritten = own;
    Evaluated byLeft = evaluate(left, Calls.sided(rewritten, left));
    rewritten = rewritten.stream().map(byLeft::in).toList();
    Evaluated byRight = evaluate(right, Calls.sided(rewritten, right));
    rewritten = rewritten.stream().map(byRight::in).toList();
    if (rewritten.stream().anyMatch(Calls::in)) {
      return join(
          new Join(
              byLeft.plan,
              byRight.plan,
              join.joinType(),
              Option.apply(all(rewritten)),
              join.hint()));
    }
    return restored(
        join,
        new Join(
            byLeft.plan, byRight.plan, join.joinType(), Option.apply(all(rewritten)), join.hint()));
  }

  private static Expression all(List<Expression> parts) {
    return parts.stream().reduce(And::new).orElse(null);
  }

  /**
   * A plan that has computed calls.
   *
   * @param plan with a column for each
   * @param rounds what stands for the calls, by their canonical form; those of later rounds may
   *     have columns of earlier ones in them
   */
  private record Evaluated(LogicalPlan plan, List<Map<Expression, Attribute>> rounds) {

    Expression in(Expression expression) {
      Expression rewritten = expression;
      for (Map<Expression, Attribute> round : rounds) {
        rewritten = Calls.replaced(rewritten, round);
      }
      return rewritten;
    }

    LogicalPlan in(LogicalPlan operator) {
      return (LogicalPlan) operator.mapExpressions(Scala.function(this::in));
    }
  }

  /** Computes all calls of some expressions above a plan: the innermost first. */
  private static Evaluated evaluate(LogicalPlan plan, List<Expression> expressions) {
    LogicalPlan below = plan;
    List<Map<Expression, Attribute>> rounds = new ArrayList<>();
    List<Expression> rest = expressions;
    while (rest.stream().anyMatch(Calls::in)) {
      Map<Expression, Attribute> columns = new LinkedHashMap<>();
      List<Alias> missing = new ArrayList<>();
      for (CallPlaces.Ready ready : CallPlaces.ready(rest)) {
        Optional<ComputedCalls.Found> found = ComputedCalls.find(below, ready.call());
        if (found.isPresent()) {
          below = found.get().plan();
          columns.put(ready.call().canonicalized(), found.get().column());
        } else {
          Alias alias = Calls.named(ready.guarded(), ready.call().request().function());
          missing.add(alias);
          columns.put(ready.call().canonicalized(), alias.toAttribute());
        }
      }
      if (!missing.isEmpty()) {
        below = new EvaluateCalls(Scala.seq(missing), below, 0);
      }
      rounds.add(columns);
      Evaluated round = new Evaluated(below, List.of(columns));
      rest = rest.stream().map(round::in).toList();
    }
    return new Evaluated(below, rounds);
  }
}
