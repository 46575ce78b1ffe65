package dev.glossa.udf.spark.sql;

import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.catalyst.expressions.Alias;
import org.apache.spark.sql.catalyst.expressions.Attribute;
import org.apache.spark.sql.catalyst.expressions.AttributeSet;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import scala.collection.IndexedSeq;
import scala.collection.Seq;

/** The child's columns, then one column for each call. */
public final class EvaluateCalls extends LogicalPlan {
  private final Seq<Alias> calls;
  private final LogicalPlan child;
  private final int limit;

  /**
   * Plans calls. Spark copies plans by this constructor.
   *
   * @param calls each a {@link ModelCall} with a name
   * @param limit how many rows are wanted, as far as is known; 0 for all
   */
  public EvaluateCalls(Seq<Alias> calls, LogicalPlan child, int limit) {
    this.calls = calls;
    this.child = child;
    this.limit = limit;
  }

  Seq<Alias> calls() {
    return calls;
  }

  LogicalPlan child() {
    return child;
  }

  int limit() {
    return limit;
  }

  /** The same where no more rows are wanted than these. */
  EvaluateCalls limited(int rows) {
    return new EvaluateCalls(calls, child, rows);
  }

  static AttributeSet produced(Seq<Alias> calls) {
    return AttributeSet.apply(
        Scala.seq(Scala.<Alias>list(calls).stream().map(Alias::toAttribute).toList()));
  }

  static Seq<Attribute> output(Seq<Attribute> child, Seq<Alias> calls) {
    List<Attribute> output = new ArrayList<>(Scala.list(child));
    Scala.<Alias>list(calls).forEach(call -> output.add(call.toAttribute()));
    return Scala.seq(output);
  }

  @Override
  public Seq<Attribute> output() {
    return output(child.output(), calls);
  }

  @Override
  public AttributeSet producedAttributes() {
    return produced(calls);
  }

  @Override
  public Seq<LogicalPlan> children() {
    return Scala.seq(List.of(child));
  }

  @Override
  public LogicalPlan withNewChildrenInternal(IndexedSeq<LogicalPlan> children) {
    return new EvaluateCalls(calls, children.apply(0), limit);
  }

  @Override
  public Object productElement(int n) {
    return switch (n) {
      case 0 -> calls;
      case 1 -> child;
      default -> limit;
    };
  }

  @Override
  public int productArity() {
    return 3;
  }

  @Override
  public boolean canEqual(Object other) {
    return other instanceof EvaluateCalls;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof EvaluateCalls plan
        && calls.equals(plan.calls)
        && child.equals(plan.child);
  }

  @Override
  public int hashCode() {
    return 31 * calls.hashCode() + child.hashCode();
  }
}
