package dev.glossa.jobs.table;

import java.util.List;

/** Inputs that have no results, and why. */
public final class ErrorsTable implements Table {

  @Override
  public String name() {
    return "errors";
  }

  @Override
  public String rowPer() {
    return "input without results";
  }

  @Override
  public List<Column> columns() {
    return List.of(
        Column.text("source", "path of the file that it was read from"),
        Column.text("id", "its name within the source"),
        Column.text("stage", "where it failed: read, or the name of a stage"),
        Column.text("code", "a stable name in capitals"),
        Column.text("message", "what could not be done and why, without any of the text"));
  }
}
