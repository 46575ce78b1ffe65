package dev.glossa.jobs.run;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.min;

import dev.glossa.jobs.run.Verify.Problem;
import dev.glossa.jobs.table.Tables;
import dev.glossa.udf.table.Table;
import dev.glossa.udf.task.DocumentStage;
import dev.glossa.udf.task.Stage;
import dev.glossa.udf.task.Stages;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** Checks what must hold between the rows of a folder's tables, whichever runs wrote them. */
final class RowChecks {
  private static final String[] KEY = {"key"};
  private static final String[] PAIR = {"key", "stage", "settings"};

  private final SparkSession spark;
  private final Published published;
  private final List<Dataset<Row>> bad = new ArrayList<>();

  private RowChecks(SparkSession spark, Published published) {
    this.spark = spark;
    this.published = published;
  }

  /** The checks that fail, each with how many rows and one of them. */
  static List<Problem> of(SparkSession spark, Published published) {
    RowChecks checks = new RowChecks(spark, published);
    checks.inputs();
    checks.pairs();
    checks.results();
    // One job for all, as most of a small job is its planning.
    List<Problem> problems = new ArrayList<>();
    checks.bad.stream()
        .reduce(Dataset::union)
        .orElseThrow()
        .groupBy("check", "table", "what")
        .agg(count(lit(1)), min("name"))
        .orderBy("check")
        .collectAsList()
        .forEach(
            row ->
                problems.add(
                    new Problem(
                        row.getString(1),
                        row.getLong(3)
                            + " "
                            + row.getString(2)
                            + ", such as "
                            + row.getString(4))));
    return problems;
  }

  private void inputs() {
    String[] place = State.place();
    Dataset<Row> documents = read(Tables.DOCUMENTS).select("key");
    Dataset<Row> occurrences = read(Tables.OCCURRENCES);
    Dataset<Row> removed = read(Tables.REMOVED);
    Dataset<Row> standing = State.of(spark, published).occurrences();
    Dataset<Row> unread = read(Tables.ERRORS).filter(col("stage").equalTo(State.READ)).drop("key");
    String[] seen = {"source", "position", "id", "run"};
    add(
        Tables.DOCUMENTS,
        "texts are there more than once",
        documents.groupBy("key").count().filter("count > 1"));
    add(
        Tables.DOCUMENTS,
        "texts have no occurrence",
        documents.join(occurrences.select("key"), KEY, "left_anti"));
    add(
        Tables.OCCURRENCES,
        "inputs have no text",
        standing.filter(col("key").isNotNull()).join(documents, KEY, "left_anti"));
    add(
        Tables.OCCURRENCES,
        "places hold two inputs at once",
        named(standing.groupBy(place[0], place[1], place[2]).count().filter("count > 1")));
    add(
        Tables.OCCURRENCES,
        "inputs without a text have no error",
        named(
            occurrences
                .filter(col("key").isNull())
                .join(unread.select(seen[0], seen[1], seen[2], seen[3]), seen, "left_anti")));
    add(
        Tables.ERRORS,
        "errors of reading have no occurrence",
        named(unread.join(occurrences.filter(col("key").isNull()), seen, "left_anti")));
    Dataset<Row> before =
        occurrences.select(
            col("source"),
            col("position"),
            col("id"),
            col("key").as("its"),
            col("run").as("earlier"));
    add(
        Tables.REMOVED,
        "rows take away what never stood",
        named(
            removed.join(
                before,
                removed
                    .col("source")
                    .equalTo(before.col("source"))
                    .and(removed.col("position").equalTo(before.col("position")))
                    .and(removed.col("id").equalTo(before.col("id")))
                    .and(removed.col("key").eqNullSafe(before.col("its")))
                    .and(removed.col("run").gt(before.col("earlier"))),
                "left_anti")));
  }

  private void pairs() {
    Dataset<Row> documents = read(Tables.DOCUMENTS).select("key");
    Dataset<Row> results = read(Tables.RESULTS);
    Dataset<Row> errors = read(Tables.ERRORS).filter(col("key").isNotNull());
    add(
        Tables.RESULTS,
        "results are there more than once",
        results.groupBy("key", "stage", "settings").count().filter("count > 1"));
    // A text that is being forgotten goes wave by wave: what is left of it is named as that.
    Dataset<Row> forgotten = Forget.forgotten(spark, published);
    Dataset<Row> texts = documents.union(forgotten);
    add(Tables.RESULTS, "results have no text", results.join(texts, KEY, "left_anti"));
    add(Tables.ERRORS, "errors have no text", errors.join(texts, KEY, "left_anti"));
    for (Table<?> table : Forget.purged()) {
      if (published.rows(table) > 0) {
        add(
            table,
            "rows are of texts that are to be forgotten (`forget` was broken off: run it again)",
            read(table).join(forgotten, KEY, "left_semi"));
      }
    }
    add(
        Tables.OCCURRENCES,
        "rows have values that are to be forgotten (`forget` was broken off: run it again)",
        named(Forget.forgottenValues(spark, published)));
    add(
        Tables.ERRORS,
        "errors come after a result",
        errors
            .select(col("key"), col("stage"), col("settings"), col("run").as("failed"))
            .join(results, PAIR)
            .filter(col("failed").geq(col("run"))));
  }

  private void results() {
    for (Stage stage : Stages.all()) {
      if (stage instanceof DocumentStage<?> documents) {
        Dataset<Row> its =
            published
                .read(spark, Tables.RESULTS)
                .filter(col("stage").equalTo(stage.name()))
                .select("key", "settings", Published.WAVE);
        for (Table<?> table : documents.tables()) {
          if (published.rows(table) > 0) {
            add(
                table,
                "keys have no result in their wave",
                published
                    .read(spark, table)
                    .select("key", "settings", Published.WAVE)
                    .distinct()
                    .join(its, new String[] {"key", "settings", Published.WAVE}, "left_anti"));
          }
        }
      }
    }
  }

  private Dataset<Row> read(Table<?> table) {
    return published.read(spark, table);
  }

  private static Dataset<Row> named(Dataset<Row> places) {
    return places.withColumn("key", coalesce(col("id"), col("source")));
  }

  private void add(Table<?> table, String what, Dataset<Row> rows) {
    bad.add(
        rows.select(
            lit(bad.size()).as("check"),
            lit(table.name()).as("table"),
            lit(what).as("what"),
            col("key").as("name")));
  }
}
