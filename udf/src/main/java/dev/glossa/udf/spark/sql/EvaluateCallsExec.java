package dev.glossa.udf.spark.sql;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.rdd.RDD;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.Alias;
import org.apache.spark.sql.catalyst.expressions.Attribute;
import org.apache.spark.sql.catalyst.expressions.AttributeSet;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.SortOrder;
import org.apache.spark.sql.catalyst.plans.physical.Partitioning;
import org.apache.spark.sql.catalyst.plans.physical.UnknownPartitioning;
import org.apache.spark.sql.execution.SparkPlan;
import org.apache.spark.sql.execution.metric.SQLMetric;
import org.apache.spark.sql.execution.metric.SQLMetrics;
import scala.collection.IndexedSeq;
import scala.collection.Seq;

/** Computes calls for many rows at a time; rows come out in the order in which they come in. */
public final class EvaluateCallsExec extends SparkPlan {
  private static final long serialVersionUID = 1L;

  private final Seq<Alias> calls;
  private final SparkPlan child;
  private final int limit;
  private final boolean spread;
  private final scala.collection.immutable.Map<String, SQLMetric> metrics;

  /**
   * Executes an {@link EvaluateCalls}. Spark copies plans by this constructor.
   *
   * @param limit how many rows are wanted, as far as is known; 0 for all
   * @param spread whether rows may go to other partitions, so that all cores have some
   */
  public EvaluateCallsExec(Seq<Alias> calls, SparkPlan child, int limit, boolean spread) {
    this.calls = calls;
    this.child = child;
    this.limit = limit;
    this.spread = spread;
    Map<String, SQLMetric> all = new LinkedHashMap<>();
    for (String name : CallMetrics.NAMES) {
      all.put(name, SQLMetrics.createMetric(sparkContext(), name));
    }
    all.put(CallMetrics.TIME, SQLMetrics.createTimingMetric(sparkContext(), CallMetrics.TIME, -1));
    this.metrics = Scala.map(all);
  }

  @Override
  public scala.collection.immutable.Map<String, SQLMetric> metrics() {
    return metrics;
  }

  @Override
  public Seq<Attribute> output() {
    return EvaluateCalls.output(child.output(), calls);
  }

  @Override
  public AttributeSet producedAttributes() {
    return EvaluateCalls.produced(calls);
  }

  @Override
  public Partitioning outputPartitioning() {
    return spread ? new UnknownPartitioning(0) : child.outputPartitioning();
  }

  @Override
  public Seq<SortOrder> outputOrdering() {
    return spread ? Scala.seq(List.<SortOrder>of()) : child.outputOrdering();
  }

  @Override
  public String nodeName() {
    return "EvaluateCalls";
  }

  @Override
  public String simpleString(int maxFields) {
    List<String> all = new ArrayList<>();
    for (Alias alias : Scala.<Alias>list(calls)) {
      ModelCall call = (ModelCall) alias.child();
      all.add(call + "#" + alias.exprId().id() + " " + Pass.described(call.request()));
    }
    return nodeName() + " " + all + (limit > 0 ? ", limit " + limit : "");
  }

  @Override
  public Seq<SparkPlan> children() {
    return Scala.seq(List.of(child));
  }

  @Override
  public SparkPlan withNewChildrenInternal(IndexedSeq<SparkPlan> children) {
    return new EvaluateCallsExec(calls, children.apply(0), limit, spread);
  }

  @Override
  public Object productElement(int n) {
    return switch (n) {
      case 0 -> calls;
      case 1 -> child;
      case 2 -> limit;
      default -> spread;
    };
  }

  @Override
  public int productArity() {
    return 4;
  }

  @Override
  public boolean canEqual(Object other) {
    return other instanceof EvaluateCallsExec;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof EvaluateCallsExec plan
        && calls.equals(plan.calls)
        && child.equals(plan.child);
  }

  @Override
  public int hashCode() {
    return 31 * calls.hashCode() + child.hashCode();
  }

  private static List<Pass<?>> passes(List<CallRequest<?>> requests) {
    try {
      return Pass.of(requests);
    } catch (IllegalArgumentException e) {
      throw Problems.analysis(e.getMessage());
    }
  }

  @Override
  public RDD<InternalRow> doExecute() {
    Seq<Attribute> given = child.output();
    Seq<Attribute> all = output();
    List<Expression> texts = new ArrayList<>();
    List<CallRequest<?>> requests = new ArrayList<>();
    for (Alias alias : Scala.<Alias>list(calls)) {
      ModelCall call = (ModelCall) alias.child();
      texts.add(call.text());
      requests.add(call.request());
    }
    Seq<Expression> inputs = Scala.seq(texts);
    List<Pass<?>> passes = passes(requests);
    boolean failing =
        Boolean.parseBoolean(conf().getConfString(GlossaExtensions.FAIL_ON_ERROR, "true").trim());
    CallMetrics counted = CallMetrics.of(Scala.javaMap(metrics));
    int first = limit;
    RDD<InternalRow> rows = child.execute();
    return (spread ? Spread.rows(rows, given) : rows)
        .toJavaRDD()
        .mapPartitions(
            partition -> {
              if (!partition.hasNext()) {
                return partition;
              }
              return new CallEvaluator(
                  partition,
                  new CallEvaluator.Columns(inputs, given, all),
                  passes,
                  new CallEvaluator.Limits(first, failing),
                  counted);
            })
        .rdd();
  }
}
