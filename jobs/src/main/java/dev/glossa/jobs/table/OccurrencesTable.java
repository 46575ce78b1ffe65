package dev.glossa.jobs.table;

import java.util.List;

/** Where each document was found: a copy of a document is a row here and nothing else. */
public final class OccurrencesTable implements Table {

  @Override
  public String name() {
    return "occurrences";
  }

  @Override
  public String rowPer() {
    return "input with results";
  }

  @Override
  public List<Column> columns() {
    return List.of(
        Column.text("source", "path of the file that it was read from"),
        Column.text("id", "its name within the source"));
  }
}
