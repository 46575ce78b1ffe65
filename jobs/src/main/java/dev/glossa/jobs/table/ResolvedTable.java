package dev.glossa.jobs.table;

import java.util.List;

/**
 * Errors that no longer stand, because a later run got further with the input. Published waves
 * never change, so the row in {@code errors} stays where it is and this one takes it back:
 *
 * <pre>{@code
 * SELECT e.* FROM errors e ANTI JOIN resolved r
 *   ON e.key = r.key AND e.source = r.source AND e.id = r.id AND e.wave = r.failed_in
 * }</pre>
 *
 * <p>where {@code wave} is the column that a reader makes of the folder name {@code wave=ID}.
 */
public final class ResolvedTable implements Table {

  @Override
  public String name() {
    return "resolved";
  }

  @Override
  public String rowPer() {
    return "error taken back";
  }

  @Override
  public List<Column> columns() {
    return List.of(
        Column.text("source", "as in the row of errors"),
        Column.text("id", "as in the row of errors"),
        Column.text("failed_in", "the wave whose errors hold the row"));
  }
}
