package dev.glossa.jobs.run;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.max_by;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.when;

import dev.glossa.jobs.table.Tables;
import dev.glossa.udf.table.Table;
import dev.glossa.udf.task.Stage;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * What stands: of the facts that the waves of a folder record, those that hold today.
 *
 * <p>An occurrence (source, position, id, key) stands when no run has missed it since a run saw it.
 * A result or an error counts under the settings of the latest run of its stage.
 */
public final class State {

  /** The name under which {@code errors} has inputs that could not be read. */
  static final String READ = "read";

  private static final String[] PLACE = {"source", "position", "id"};

  private final SparkSession spark;
  private final Published published;

  private State(SparkSession spark, Published published) {
    this.spark = spark;
    this.published = published;
  }

  /** The state that the waves amount to. Nothing is read before it is asked for. */
  public static State of(SparkSession spark, Published published) {
    return new State(spark, published);
  }

  /**
   * The occurrences that stand: source, position, id, key (null where the input could not be read),
   * columns (the values that a run read last, null where none did) and the run that saw it first,
   * or first again, or with these values.
   */
  public Dataset<Row> occurrences() {
    Dataset<Row> seen =
        published
            .read(spark, Tables.OCCURRENCES)
            .select("source", "position", "id", "key", "columns", "run");
    // Without either, each occurrence has one row.
    if (published.rows(Tables.REMOVED) == 0
        && published.runs().stream().allMatch(part -> part.inputs().changed() == 0)) {
      return seen;
    }
    Dataset<Row> missed =
        published
            .read(spark, Tables.REMOVED)
            .withColumn("columns", lit(null).cast(ColumnValues.TYPE))
            .select("source", "position", "id", "key", "columns", "run");
    return seen.withColumn("seen", lit(true))
        .union(missed.withColumn("seen", lit(false)))
        .groupBy("source", "position", "id", "key")
        .agg(
            max_by(col("columns"), when(col("columns").isNotNull(), col("run"))).as("columns"),
            max(when(col("seen"), col("run"))).as("run"),
            max(when(col("seen"), null).otherwise(col("run"))).as("missed"))
        .filter(col("run").isNotNull())
        .filter(col("missed").isNull().or(col("run").gt(col("missed"))))
        .drop("missed");
  }

  /** The texts that stand: each key once. */
  public Dataset<Row> keys() {
    return occurrences().filter(col("key").isNotNull()).select("key").distinct();
  }

  /**
   * The texts that stand, with the place of their first occurrence in the order of places: the
   * columns of {@code documents}, then source, position and id.
   */
  public Dataset<Row> documents() {
    Dataset<Row> first =
        occurrences()
            .filter(col("key").isNotNull())
            .groupBy("key")
            .agg(min(struct("source", "position", "id")).as("first"))
            .select("key", "first.*");
    return published.read(spark, Tables.DOCUMENTS).drop(Published.WAVE).join(first, "key");
  }

  /**
   * The rows of a stage's table that count: of texts that stand, under the settings of the stage's
   * latest run.
   */
  public Dataset<Row> results(Stage stage, Table<?> table) {
    Published.Latest latest = published.latest().get(stage.name());
    Dataset<Row> current =
        published
            .read(spark, table)
            .filter(col("settings").equalTo(latest == null ? "" : latest.settings()));
    return table.has("key") ? current.join(keys(), new String[] {"key"}, "left_semi") : current;
  }

  /**
   * The errors that stand, one row for each text and stage, and one for each input that cannot be
   * read: stage, code, message, key and settings (null for {@code read}), source, position and id
   * (null for a stage), run (the latest that met the error) and since (the first).
   */
  public Dataset<Row> errors() {
    return stageErrors().unionByName(readErrors());
  }

  /** Of {@link #errors} those of stages. */
  Dataset<Row> stageErrors() {
    Map<String, String> latest = new TreeMap<>();
    published.latest().forEach((stage, its) -> latest.put(stage, its.settings()));
    Column current = under(latest);
    return published
        .read(spark, Tables.ERRORS)
        .filter(current)
        .groupBy("stage", "key", "settings")
        .agg(max(struct("run", "code", "message")).as("last"), min("run").as("since"))
        .join(
            published.read(spark, Tables.RESULTS).filter(current).select("stage", "key"),
            new String[] {"stage", "key"},
            "left_anti")
        .join(keys(), new String[] {"key"}, "left_semi")
        .select(
            col("stage"),
            col("last.code").as("code"),
            col("last.message").as("message"),
            col("key"),
            col("settings"),
            lit(null).cast("string").as("source"),
            lit(null).cast("long").as("position"),
            lit(null).cast("string").as("id"),
            col("last.run").as("run"),
            col("since"));
  }

  /** Of {@link #errors} those of inputs that cannot be read. */
  Dataset<Row> readErrors() {
    Dataset<Row> standing =
        occurrences().filter(col("key").isNull()).select("source", "position", "id", "run");
    return published
        .read(spark, Tables.ERRORS)
        .filter(col("stage").equalTo(READ))
        .select("stage", "code", "message", "key", "settings", "source", "position", "id", "run")
        .join(standing, new String[] {"source", "position", "id", "run"}, "left_semi")
        .select(
            col("stage"),
            col("code"),
            col("message"),
            col("key"),
            col("settings"),
            col("source"),
            col("position"),
            col("id"),
            col("run"),
            col("run").as("since"));
  }

  /** Whether a row's stage and settings are among these. */
  static Column under(Map<String, String> settings) {
    Column any = lit(false);
    for (Map.Entry<String, String> one : settings.entrySet()) {
      any = any.or(col("stage").equalTo(one.getKey()).and(col("settings").equalTo(one.getValue())));
    }
    return any;
  }

  /** The columns that say where an input stands. */
  static String[] place() {
    return PLACE.clone();
  }
}
