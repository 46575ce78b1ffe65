package dev.glossa.jobs.table;

import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.StructType;

/**
 * A table whose rows come from a task, one Java record for each.
 *
 * @param <T> the record
 */
public interface RecordTable<T> extends Table {

  /**
   * The record's values in the order of {@link #columns()}. Arrays stay Java arrays, which Spark's
   * row encoder takes; lists become arrays.
   */
  Object[] values(T row);

  /** The record as a row without key. */
  default Row row(T row) {
    return RowFactory.create(values(row));
  }

  /** The schema of {@link #row}: the columns without the key. */
  default StructType rowSchema() {
    return Column.schema(columns());
  }
}
