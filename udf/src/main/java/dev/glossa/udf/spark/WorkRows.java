package dev.glossa.udf.spark;

import dev.glossa.udf.table.Table;
import dev.glossa.udf.task.DocumentStage;
import dev.glossa.udf.task.Failure;
import dev.glossa.udf.task.Outcome;
import dev.glossa.udf.task.SentenceRow;
import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * The rows that a stage leaves behind while a wave is made: one for each document, with either a
 * failure or an array of rows for each of the stage's tables.
 */
public final class WorkRows {

  /** The failure's column: stage, code, message; null where there is none. */
  public static final String FAILURE = "failure";

  /** Stage, code and message, as {@link Failure} has them. */
  public static final StructType FAILURE_SCHEMA =
      new StructType()
          .add("stage", DataTypes.StringType, false)
          .add("code", DataTypes.StringType, false)
          .add("message", DataTypes.StringType, false);

  /** Where a document's sentences begin, as a column of the documents that a stage takes. */
  static final String SENTENCE_BEGINS = "sentence_begins";

  /** Where a document's sentences end. */
  static final String SENTENCE_ENDS = "sentence_ends";

  private WorkRows() {}

  /**
   * The sentences that a stage has found, for the stages after it: columns {@code key}, {@code
   * sentence_begins} and {@code sentence_ends}, to be joined to the documents that these take.
   *
   * @param work the stage's rows
   * @return empty where the stage finds none
   */
  public static Optional<Dataset<Row>> sentences(DocumentStage<?> stage, Dataset<Row> work) {
    return stage.rows().stream()
        .filter(rows -> rows.table().row() == SentenceRow.class)
        .map(rows -> rows.table().name())
        .map(
            name ->
                work.filter(work.col(FAILURE).isNull())
                    .select(
                        work.col("key"),
                        work.col(name).getField("begin").as(SENTENCE_BEGINS),
                        work.col(name).getField("end").as(SENTENCE_ENDS)))
        .findFirst();
  }

  /**
   * Columns {@code key}, {@code failure} and one array of structs for each table, named as the
   * table. The arrays are null where the failure is not.
   */
  public static StructType schema(DocumentStage<?> stage) {
    StructType schema =
        new StructType().add("key", DataTypes.StringType, false).add(FAILURE, FAILURE_SCHEMA, true);
    for (Table<?> table : stage.tables()) {
      schema = schema.add(table.name(), TableRows.arrayOfRows(table), true);
    }
    return schema;
  }

  /** A document's outcome as a row of {@link #schema}. */
  public static <R> Row row(DocumentStage<R> stage, Outcome<R> outcome) {
    Object[] values = new Object[2 + stage.tables().size()];
    values[0] = outcome.key();
    if (outcome instanceof Outcome.Failed<R> failed) {
      Failure failure = failed.failure();
      values[1] = RowFactory.create(failure.stage(), failure.code(), failure.message());
    } else if (outcome instanceof Outcome.Done<R> done) {
      int column = 2;
      for (DocumentStage.Rows<R, ?> rows : stage.rows()) {
        values[column++] = rows(rows, done.result());
      }
    }
    return RowFactory.create(values);
  }

  /** The rows of one table that a document's result has. */
  public static <R, T extends Record> Row[] rows(DocumentStage.Rows<R, T> rows, R result) {
    return rows.of().apply(result).stream()
        .map(row -> TableRows.row(rows.table(), row))
        .toArray(Row[]::new);
  }
}
