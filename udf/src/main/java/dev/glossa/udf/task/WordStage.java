package dev.glossa.udf.task;

import dev.glossa.udf.table.Table;
import java.util.List;

/**
 * A stage that takes a list of words and no document. Its table has {@code settings} in front of
 * the record's own columns and no {@code key}; it is filled once for each settings.
 */
public final class WordStage implements Stage {
  private final String name;
  private final int version;
  private final Table<WordVectorRow> table;

  WordStage(String name, int version) {
    this.name = name;
    this.version = version;
    this.table = Table.of(WordVectorRow.class, Table.SETTINGS);
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public int version() {
    return version;
  }

  /** The table that it fills. */
  public Table<WordVectorRow> table() {
    return table;
  }

  @Override
  public List<Table<?>> tables() {
    return List.of(table);
  }

  @Override
  public String toString() {
    return name;
  }
}
