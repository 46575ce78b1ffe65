package dev.glossa.jobs.view;

import dev.glossa.jobs.table.Tables;
import dev.glossa.udf.schema.FlatSchema;
import dev.glossa.udf.table.ColumnType;
import dev.glossa.udf.table.Table;
import dev.glossa.udf.table.TableColumn;
import dev.glossa.udf.task.Stage;
import dev.glossa.udf.task.Stages;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.hadoop.fs.Path;

/** Writes the script of views for a folder of waves. */
public final class Views {
  private static final String WAVES = "wave=*/waves";
  private static final String GONE =
      "The archive was rewritten while it was being read: ask again (nothing is wrong with it)";

  private final Dialect dialect;
  private final String data;
  private final StringBuilder script = new StringBuilder();

  private Views(Dialect dialect, String data) {
    this.dialect = dialect;
    this.data = data;
  }

  /**
   * The script for an engine.
   *
   * @param data the folder that holds the waves, absolute
   * @param answers questions that are answered in JSON of a flat schema: each has a view of its own
   *     at the end of the script
   */
  public static String script(Dialect dialect, Path data, Map<String, FlatSchema> answers) {
    boolean local = "file".equals(data.toUri().getScheme()) || data.toUri().getScheme() == null;
    Views views = new Views(dialect, local ? data.toUri().getPath() : data.toString());
    return dialect
        .unable(views.data)
        .map(views::refusal)
        .orElseGet(() -> views.all() + views.answers(answers));
  }

  private String refusal(String why) {
    return "-- " + why.replace('\n', ' ') + "\nSELECT " + dialect.fail(why) + ";\n";
  }

  private String all() {
    script.append("-- The current state of an archive as views, and every state as all_*.\n");
    script.append(
        "-- Made by Glossa from its tables' declarations, and again when they change.\n\n");
    view("waves", waves());
    for (Table<?> table : Tables.all()) {
      if (!table.name().equals("waves")) {
        view("all_" + table.name(), files(table));
      }
    }
    view("occurrences", occurrences());
    view("removed", removed());
    view("latest_settings", latestSettings());
    view("documents", documents());
    view("results", current("results", Tables.RESULTS));
    view("errors", errors());
    view("runs", runs());
    for (Stage stage : Stages.all()) {
      for (Table<?> table : stage.tables()) {
        view(table.name(), current(stage.name(), table));
      }
    }
    return script.toString();
  }

  /** Answers with their values in a struct, question by question. */
  private String answers(Map<String, FlatSchema> answers) {
    script.setLength(0);
    String table = Stages.ASK.tables().get(0).name();
    answers.forEach(
        (question, schema) ->
            view(
                table + "_" + question,
                "SELECT t.*, "
                    + dialect.columns("t.json", schema)
                    + " AS fields\nFROM "
                    + table
                    + " t WHERE t.question = "
                    + dialect.literal(question)));
    return script.toString();
  }

  private void view(String name, String query) {
    script.append(dialect.create(name)).append(query.stripTrailing()).append(";\n\n");
  }

  /** The waves that no other wave replaces, from one listing. */
  private String waves() {
    return listed()
        + "SELECT "
        + dialect.quote("wave")
        + " FROM listed WHERE wave NOT IN (SELECT "
        + dialect.elements("replaces")
        + " FROM listed)";
  }

  private String listed() {
    return "WITH listed AS "
        + dialect.materialized()
        + "(SELECT wave, replaces FROM "
        + dialect.rows(path(WAVES), List.of("wave", "replaces"))
        + " l)\n";
  }

  /**
   * A table's rows in the waves that count. The engines list files in the order of the text: first
   * the waves, then the table, last the waves again. A listing takes time: one that meets a wave
   * too late and the wave that replaces it too early has neither. So the statement fails where a
   * wave has gone since, and where one has come that replaces others. That check is a branch of its
   * own, which has no rows, because a condition on the rows would not be looked at where all of
   * them are gone.
   */
  private String files(Table<?> table) {
    return listed()
        + "SELECT "
        + columns("t", table)
        + "\nFROM (SELECT wave FROM listed WHERE wave NOT IN (SELECT "
        + dialect.elements("replaces")
        + " FROM listed)) w\nJOIN "
        + dialect.rows(
            path("wave=*/" + table.name()),
            table.columns().stream().map(TableColumn::name).toList())
        + " t ON t.wave_of_file = w.wave\nUNION ALL SELECT "
        + table.columns().stream().map(c -> "NULL").collect(Collectors.joining(", "))
        + "\nFROM (WITH again AS "
        + dialect.materialized()
        + "(SELECT wave_of_file, replaces FROM "
        + dialect.rows(path(WAVES), List.of("replaces"))
        + " l)\nSELECT (SELECT count(*) FROM listed"
        + " WHERE wave NOT IN (SELECT wave_of_file FROM again))"
        + " + (SELECT count(*) FROM (SELECT wave_of_file, "
        + dialect.elements("replaces")
        + " AS replaced FROM again) n WHERE wave_of_file NOT IN (SELECT wave FROM listed))"
        + " AS rewritten) g\nWHERE CASE WHEN g.rewritten = 0 THEN false ELSE "
        + dialect.fail(GONE)
        + " END";
  }

  private String path(String below) {
    return dialect.pattern(data) + "/" + below;
  }

  /** Occurrences that were seen, and not missed since. */
  private String occurrences() {
    return """
    SELECT source, position, id, key,
      max_by(columns, CASE WHEN columns IS NOT NULL THEN run END) AS columns,
      max(CASE WHEN seen THEN run END) AS run
    FROM (SELECT source, position, id, key, columns, run, true AS seen FROM all_occurrences
      UNION ALL SELECT source, position, id, key, NULL AS columns, run, false AS seen
        FROM all_removed) f
    GROUP BY source, position, id, key
    HAVING max(CASE WHEN seen THEN run END) > coalesce(max(CASE WHEN NOT seen THEN run END), '')
    """
        .stripIndent();
  }

  /** Occurrences that were missed, and not seen since. */
  private String removed() {
    return """
    SELECT source, position, id, key, max(CASE WHEN NOT seen THEN run END) AS run,
      max_by(reason, CASE WHEN NOT seen THEN run END) AS reason
    FROM (SELECT source, position, id, key, run, CAST(NULL AS %s) AS reason, true AS seen
        FROM all_occurrences
      UNION ALL SELECT source, position, id, key, run, reason, false AS seen FROM all_removed) f
    GROUP BY source, position, id, key
    HAVING max(CASE WHEN NOT seen THEN run END) >= coalesce(max(CASE WHEN seen THEN run END), '')
    """
        .formatted(dialect.text());
  }

  private static String latestSettings() {
    return """
    SELECT stage, max_by(settings, run) AS settings, max(run) AS run
    FROM all_runs WHERE stage IS NOT NULL GROUP BY stage
    """;
  }

  private String documents() {
    return "SELECT o.source, o.position, o.id, "
        + columns("d", Tables.DOCUMENTS)
        + "\nFROM occurrences o JOIN all_documents d ON d.key = o.key";
  }

  /** A table's rows of texts that stand, under the latest settings of their stage. */
  private String current(String stage, Table<?> table) {
    String stages = table.has("stage") ? "l.stage = t.stage" : "l.stage = '" + stage + "'";
    return "SELECT "
        + columns("t", table)
        + "\nFROM all_"
        + table.name()
        + " t JOIN latest_settings l ON "
        + stages
        + " AND l.settings = t.settings"
        + (table.has("key")
            ? "\nWHERE t.key IN (SELECT key FROM occurrences WHERE key IS NOT NULL)"
            : "");
  }

  /** One row for each occurrence and stage: failures of stages, then inputs that are not read. */
  private static String errors() {
    return """
    SELECT o.source, o.position, o.id, o.key, e.stage, e.settings, e.code, e.message, e.run
    FROM occurrences o JOIN (
      SELECT e.key, e.stage, e.settings, max_by(e.code, e.run) AS code,
        max_by(e.message, e.run) AS message, max(e.run) AS run
      FROM all_errors e JOIN latest_settings l ON l.stage = e.stage AND l.settings = e.settings
      GROUP BY e.key, e.stage, e.settings) e ON e.key = o.key
    WHERE NOT EXISTS (SELECT 1 FROM all_results r
      WHERE r.key = e.key AND r.stage = e.stage AND r.settings = e.settings)
    UNION ALL
    SELECT o.source, o.position, o.id, o.key, e.stage, e.settings, e.code, e.message, e.run
    FROM occurrences o JOIN (
      SELECT * FROM all_errors WHERE stage = 'read') e
      ON e.source = o.source AND e.position = o.position AND e.id = o.id AND e.run = o.run
    WHERE o.key IS NULL
    """;
  }

  /** One row for each run and stage: counts and times are added up over the waves. */
  private String runs() {
    String columns =
        Tables.RUNS.columns().stream()
            .map(
                column -> {
                  String name = dialect.quote(column.name());
                  return switch (column.name()) {
                    case "run", "stage" -> name;
                    case "started" -> "min(" + name + ") AS " + name;
                    case "finished" -> "max(" + name + ") AS " + name;
                    default ->
                        (isAmount(column.type()) ? "sum(" : "any_value(") + name + ") AS " + name;
                  };
                })
            .collect(Collectors.joining(", "));
    return "SELECT " + columns + "\nFROM all_runs GROUP BY run, stage";
  }

  private static boolean isAmount(ColumnType type) {
    return type == ColumnType.Scalar.LONG || type == ColumnType.Scalar.DOUBLE;
  }

  private String columns(String of, Table<?> table) {
    return table.columns().stream()
        .map(column -> of + "." + dialect.quote(column.name()))
        .collect(Collectors.joining(", "));
  }
}
