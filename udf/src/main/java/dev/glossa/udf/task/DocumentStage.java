package dev.glossa.udf.task;

import dev.glossa.udf.table.Table;
import java.util.List;
import java.util.function.Function;

/**
 * A stage that turns each document into a result, whose rows fill the stage's tables. Each table
 * has {@code key} and {@code settings} in front of the record's own columns.
 *
 * @param <R> a document's result
 */
public final class DocumentStage<R> implements Stage {
  private final String name;
  private final int version;
  private final List<Rows<R, ?>> rows;

  /**
   * The rows of one table.
   *
   * @param table that they fill
   * @param of takes them out of a document's result
   */
  public record Rows<R, T extends Record>(Table<T> table, Function<R, List<T>> of) {}

  @SafeVarargs
  DocumentStage(String name, int version, Rows<R, ?>... rows) {
    this.name = name;
    this.version = version;
    this.rows = List.of(rows);
  }

  static <R, T extends Record> Rows<R, T> rows(Class<T> row, Function<R, List<T>> of) {
    return new Rows<>(Table.of(row, Table.KEY, Table.SETTINGS), of);
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public int version() {
    return version;
  }

  @Override
  public List<Table<?>> tables() {
    return rows.stream().<Table<?>>map(Rows::table).toList();
  }

  /** The tables, each with what takes its rows out of a result. */
  public List<Rows<R, ?>> rows() {
    return rows;
  }

  @Override
  public String toString() {
    return name;
  }
}
