package dev.glossa.udf.spark.sql;

import java.io.Serializable;
import java.util.List;
import java.util.Objects;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.Unevaluable;
import org.apache.spark.sql.catalyst.expressions.codegen.CodegenContext;
import org.apache.spark.sql.catalyst.expressions.codegen.ExprCode;
import org.apache.spark.sql.types.DataType;
import scala.collection.IndexedSeq;
import scala.collection.Seq;

/**
 * A call of a function on one text. No row can compute it by itself: {@link ExtractCalls} takes it
 * out of the operator that it stands in, and {@link EvaluateCallsExec} computes it for many rows at
 * a time.
 */
public final class ModelCall extends Expression implements Unevaluable, Serializable {
  private static final long serialVersionUID = 1L;

  /** Known to the driver alone; operators that Spark sends out look at type and name only. */
  private final transient CallRequest<?> request;

  private final String function;
  private final DataType type;
  private final Expression text;

  /**
   * A call. Spark copies plans by this constructor.
   *
   * @param text of type string
   */
  public ModelCall(CallRequest<?> request, Expression text) {
    this.request = request;
    this.function = request.function();
    this.type = request.type();
    this.text = text;
  }

  CallRequest<?> request() {
    return request;
  }

  /** The text; null gives null. */
  Expression text() {
    return text;
  }

  /** The same call on another text. */
  ModelCall on(Expression other) {
    return new ModelCall(request, other);
  }

  @Override
  public Seq<Expression> children() {
    return Scala.seq(List.of(text));
  }

  @Override
  public Expression withNewChildrenInternal(IndexedSeq<Expression> children) {
    return on(children.apply(0));
  }

  @Override
  public DataType dataType() {
    return type;
  }

  @Override
  public boolean nullable() {
    return true;
  }

  @Override
  public boolean foldable() {
    return false;
  }

  @Override
  public Object eval(InternalRow row) {
    throw alone();
  }

  @Override
  public ExprCode doGenCode(CodegenContext context, ExprCode code) {
    throw alone();
  }

  private IllegalStateException alone() {
    return new IllegalStateException(
        "Cannot compute "
            + function
            + " for a single row (add dev.glossa.udf.spark.sql.GlossaExtensions to"
            + " spark.sql.extensions of this session)");
  }

  @Override
  public String prettyName() {
    return function;
  }

  @Override
  public String toString() {
    return function + "(" + text + ")";
  }

  @Override
  public String sql() {
    return function + "(" + text.sql() + ")";
  }

  @Override
  public Object productElement(int n) {
    return n == 0 ? request : text;
  }

  @Override
  public int productArity() {
    return 2;
  }

  @Override
  public boolean canEqual(Object other) {
    return other instanceof ModelCall;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof ModelCall call
        && request.equals(call.request)
        && text.equals(call.text);
  }

  @Override
  public int hashCode() {
    return Objects.hash(request, text);
  }
}
