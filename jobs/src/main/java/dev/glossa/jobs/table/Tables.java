package dev.glossa.jobs.table;

import dev.glossa.udf.spark.TableRows;
import dev.glossa.udf.table.Table;
import dev.glossa.udf.table.TableColumn;
import dev.glossa.udf.task.Stage;
import dev.glossa.udf.task.Stages;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** All tables of an archive: its own, and those that the stages declare. */
public final class Tables {

  public static final Table<?> DOCUMENTS = Table.of(DocumentRow.class, Table.KEY);
  public static final Table<?> OCCURRENCES = Table.of(OccurrenceRow.class);
  public static final Table<?> REMOVED = Table.of(RemovedRow.class);
  public static final Table<?> RESULTS = Table.of(ResultRow.class, Table.KEY);
  public static final Table<?> ERRORS = Table.of(ErrorRow.class);
  public static final Table<RunRow> RUNS = Table.of(RunRow.class);
  public static final Table<?> WAVES = Table.of(WaveRow.class);

  private static final List<Table<?>> OWN =
      List.of(DOCUMENTS, OCCURRENCES, REMOVED, RESULTS, ERRORS, RUNS, WAVES);

  private Tables() {}

  /** All tables, the archive's own first. */
  public static List<Table<?>> all() {
    List<Table<?>> all = new ArrayList<>(OWN);
    all.addAll(results());
    return List.copyOf(all);
  }

  /** The tables that the stages fill, in the order of the stages. */
  public static List<Table<?>> results() {
    List<Table<?>> results = new ArrayList<>();
    for (Stage stage : Stages.all()) {
      results.addAll(stage.tables());
    }
    return List.copyOf(results);
  }

  /** The table of that name. */
  public static Optional<Table<?>> find(String name) {
    return all().stream().filter(table -> table.name().equals(name)).findFirst();
  }

  /** Every table with its columns' types, units and meanings, as Markdown. */
  public static String describe() {
    StringBuilder text = new StringBuilder();
    for (Table<?> table : all()) {
      text.append("### ").append(table.name()).append("\n\nOne row per ").append(table.per());
      text.append(".\n\n| column | type | unit | meaning |\n|---|---|---|---|\n");
      for (TableColumn column : table.columns()) {
        text.append("| ").append(column.name());
        text.append(" | ").append(TableRows.type(column).catalogString());
        text.append(" | ").append(column.unit());
        text.append(" | ").append(column.meaning()).append(" |\n");
      }
      text.append('\n');
    }
    return text.toString();
  }
}
