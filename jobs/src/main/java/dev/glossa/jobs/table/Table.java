package dev.glossa.jobs.table;

import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.types.StructType;

/** A published table: its name, what a row stands for and what each column means. */
public interface Table {

  /** The first column of every table that speaks of documents. */
  Column KEY = Column.text("key", "the document, 64 hexadecimal digits");

  /** The table's folder within a wave, and its name in queries. */
  String name();

  /** What there is one row of, such as {@code sentence} or {@code document and strategy}. */
  String rowPer();

  /** The columns in order, without the key. */
  List<Column> columns();

  /** Whether rows speak of documents; the others have no key. */
  default boolean keyed() {
    return true;
  }

  /** All columns in order, the key first where the table has one. */
  default List<Column> allColumns() {
    List<Column> all = new ArrayList<>();
    if (keyed()) {
      all.add(KEY);
    }
    all.addAll(columns());
    return List.copyOf(all);
  }

  /** The schema of {@link #allColumns()}. */
  default StructType schema() {
    return Column.schema(allColumns());
  }
}
