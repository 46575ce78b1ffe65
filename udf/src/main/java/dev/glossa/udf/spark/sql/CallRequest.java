package dev.glossa.udf.spark.sql;

import dev.glossa.udf.task.Document;
import java.io.Serializable;
import java.util.List;
import java.util.Objects;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * What a call asks for, whatever the row.
 *
 * @param <R> a document's result in the stage that does it
 */
public final class CallRequest<R> {
  private final String function;
  private final List<Object> literals;
  private final boolean tried;
  private final CallSettings.Configured<R> configured;
  private final DataType type;
  private final Value<R> value;

  /** Takes what a function gives out of a document's result. */
  @FunctionalInterface
  interface Value<R> extends Serializable {
    /**
     * The value.
     *
     * @return as Spark's rows hold it: null, a string, a number, an array or a row
     */
    Object of(R result, Document document);
  }

  /**
   * A request.
   *
   * @param function its name, without {@code try_}
   * @param literals what it was given besides the text: with the settings, they decide the value
   * @param type of the value
   */
  CallRequest(
      String function,
      List<Object> literals,
      CallSettings.Configured<R> configured,
      DataType type,
      Value<R> value) {
    this(function, literals, false, configured, type, value);
  }

  private CallRequest(
      String function,
      List<Object> literals,
      boolean tried,
      CallSettings.Configured<R> configured,
      DataType type,
      Value<R> value) {
    this.function = function;
    this.literals = literals;
    this.tried = tried;
    this.configured = configured;
    this.type = type;
    this.value = value;
  }

  /** The same with a struct of the value and why there is none. */
  CallRequest<R> attempt() {
    return new CallRequest<>(function, literals, true, configured, type, value);
  }

  String function() {
    return tried ? "try_" + function : function;
  }

  CallSettings.Configured<R> configured() {
    return configured;
  }

  /** Whether a row that fails has its error in the value. */
  boolean tried() {
    return tried;
  }

  /** The type of {@link #value}. */
  DataType valueType() {
    return type;
  }

  /** The type of the call. */
  DataType type() {
    return tried
        ? new StructType().add("result", type, true).add("error", DataTypes.StringType, true)
        : type;
  }

  Value<R> value() {
    return value;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof CallRequest<?> request
        && function.equals(request.function)
        && literals.equals(request.literals)
        && tried == request.tried
        && configured.equals(request.configured);
  }

  @Override
  public int hashCode() {
    return Objects.hash(function, literals, tried, configured.settings());
  }

  @Override
  public String toString() {
    return function();
  }
}
