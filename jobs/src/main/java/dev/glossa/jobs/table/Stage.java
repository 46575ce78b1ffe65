package dev.glossa.jobs.table;

import dev.glossa.udf.task.Failure;
import dev.glossa.udf.task.Outcome;
import java.util.List;
import java.util.function.Function;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * What a stage leaves behind while a wave is made: one row for each document, with either a failure
 * or an array of rows for each of the stage's tables.
 *
 * <p>Keeping a document's rows together until publication is what makes a document all or nothing.
 *
 * @param <R> what the stage's task yields for a document
 */
public final class Stage<R> {

  /** The failure's column in the work schema: stage, code, message; null where there is none. */
  public static final String FAILURE = "failure";

  /** Stage, code and message, as {@link Failure} has them. */
  public static final StructType FAILURE_SCHEMA =
      new StructType()
          .add("stage", DataTypes.StringType, false)
          .add("code", DataTypes.StringType, false)
          .add("message", DataTypes.StringType, false);

  private final String name;
  private final Class<R> result;
  private final List<Part<R, ?>> parts;

  /**
   * A table of the stage.
   *
   * @param rows takes the table's rows out of the stage's result
   */
  record Part<R, T>(RecordTable<T> table, Function<R, List<T>> rows) {

    Row[] of(R result) {
      return rows.apply(result).stream().map(table::row).toArray(Row[]::new);
    }
  }

  Stage(String name, Class<R> result, List<Part<R, ?>> parts) {
    this.name = name;
    this.result = result;
    this.parts = List.copyOf(parts);
  }

  /** The stage's name, as the settings and {@code errors} have it. */
  public String name() {
    return name;
  }

  /** The tables that it fills, in a fixed order. */
  public List<RecordTable<?>> tables() {
    return parts.stream().<RecordTable<?>>map(Part::table).toList();
  }

  /**
   * Columns {@code key}, {@code failure} and one array of structs for each table, named as the
   * table. The arrays are null where the failure is not.
   */
  public StructType workSchema() {
    StructType schema =
        new StructType().add("key", DataTypes.StringType, false).add(FAILURE, FAILURE_SCHEMA, true);
    for (Part<R, ?> part : parts) {
      schema =
          schema.add(part.table().name(), new ArrayType(part.table().rowSchema(), false), true);
    }
    return schema;
  }

  /**
   * A document's outcome as a row of {@link #workSchema()}.
   *
   * @throws ClassCastException when the outcome is another stage's
   */
  public Row work(Outcome<?> outcome) {
    Object[] values = new Object[2 + parts.size()];
    values[0] = outcome.key();
    if (outcome instanceof Outcome.Failed<?> failed) {
      Failure failure = failed.failure();
      values[1] = RowFactory.create(failure.stage(), failure.code(), failure.message());
    } else if (outcome instanceof Outcome.Done<?> done) {
      R one = result.cast(done.result());
      for (int i = 0; i < parts.size(); i++) {
        values[2 + i] = parts.get(i).of(one);
      }
    }
    return RowFactory.create(values);
  }
}
