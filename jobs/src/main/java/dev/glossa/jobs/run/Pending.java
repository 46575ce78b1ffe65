package dev.glossa.jobs.run;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.when;

import dev.glossa.jobs.table.Tables;
import dev.glossa.udf.spark.TableRows;
import dev.glossa.udf.spark.WorkRows;
import java.io.IOException;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.storage.StorageLevel;

/**
 * What a corpus holds that the published waves do not account for. There is no other record of
 * progress: an input is done when its (key, source, id) is in a published wave.
 *
 * <p>An input is
 *
 * <ul>
 *   <li><em>new</em> when its key has no results: the models run;
 *   <li>a <em>copy</em> when its text has results under another name, be it that a file was renamed
 *       or that the archive holds it twice: one row of {@code occurrences};
 *   <li><em>failed</em> when its text has failed under another name: one row of {@code errors} with
 *       the same reason. {@link Mode#RETRY} makes it new.
 * </ul>
 *
 * <p>Touching a file changes nothing here, for a name and a text is all that counts. A change of
 * text makes a new input; the rows of the old text stay, as the state of the archive at their time.
 */
public final class Pending {

  /** Whether inputs that failed before are run again. */
  public enum Mode {
    /** What the published waves do not account for. */
    NEW,
    /** What failed, and what the sources of failures now hold besides. */
    RETRY
  }

  static final String STATE = "state";
  static final String NEW = "new";
  static final String COPY = "copy";
  static final String FAILED = "failed";

  /** The wave whose {@code errors} hold the row that a retried input takes back, or null. */
  static final String FAILED_IN = "failed_in";

  private static final String[] NAMES = {"key", "source", "id"};
  private static final String[] KEY = {"key"};

  private final Dataset<Row> keyed;
  private final Dataset<Row> open;
  private final Dataset<Row> outdated;
  private final long inputs;
  private final long documents;
  private final long resolved;
  private final String fingerprint;

  private Pending(
      Dataset<Row> keyed,
      Dataset<Row> open,
      Dataset<Row> outdated,
      long inputs,
      long documents,
      long resolved,
      String fingerprint) {
    this.keyed = keyed;
    this.open = open;
    this.outdated = outdated;
    this.inputs = inputs;
    this.documents = documents;
    this.resolved = resolved;
    this.fingerprint = fingerprint;
  }

  /**
   * Compares a corpus with what is published. Reads the corpus once and of the published waves only
   * the names in {@code occurrences}, {@code errors} and {@code resolved}.
   *
   * @param corpus columns source, id, language, text, repaired, failure (struct of stage, code,
   *     message; null where the text could be read)
   * @param fingerprint of the run, 64 hexadecimal digits
   */
  public static Pending find(
      SparkSession spark, OutputFolder folder, Dataset<Row> corpus, String fingerprint, Mode mode)
      throws IOException {
    Published before = Published.in(folder).under(fingerprint);
    Dataset<Row> keyed = Keys.add(corpus, fingerprint);
    Dataset<Row> names =
        keyed.select(col("key"), col("source"), col("id"), col("failure").isNotNull().as("unread"));
    Dataset<Row> open = names.dropDuplicates(NAMES);
    Dataset<Row> outdated = spark.createDataFrame(List.of(), TableRows.schema(Tables.RESOLVED));
    long resolved = 0;
    if (before.waves().isEmpty()) {
      open =
          open.withColumn(STATE, lit(NEW))
              .withColumn(FAILED_IN, lit(null).cast("string"))
              .withColumn("earlier", lit(null).cast(WorkRows.FAILURE_SCHEMA))
              .filter(lit(mode == Mode.NEW));
    } else {
      open = compare(spark, before, open, mode);
      outdated = outdated(spark, before, names, fingerprint);
      resolved = outdated.count();
    }
    // Narrow, and needed twice: to count, and to pick the texts.
    open = open.persist(StorageLevel.MEMORY_AND_DISK());
    Column work = col(STATE).equalTo(NEW).and(not(col("unread")));
    Row totals =
        open.groupBy("key")
            .agg(count(lit(1)).as("inputs"), max(when(work, 1).otherwise(0)).as("work"))
            .agg(coalesce(sum("inputs"), lit(0L)), coalesce(sum("work"), lit(0L)))
            .first();
    return new Pending(
        keyed, open, outdated, totals.getLong(0), totals.getLong(1), resolved, fingerprint);
  }

  private static Dataset<Row> compare(
      SparkSession spark, Published before, Dataset<Row> names, Mode mode) {
    Dataset<Row> done = before.read(spark, Tables.OCCURRENCES).select("key", "source", "id");
    Dataset<Row> standing = before.standingErrors(spark);
    Dataset<Row> failedInputs =
        standing.select(col("key"), col("source"), col("id"), col(Published.WAVE).as(FAILED_IN));
    Dataset<Row> doneKeys = done.select("key").distinct().withColumn("done", lit(true));
    Dataset<Row> failedKeys =
        standing
            .select(col("key"), struct("stage", "code", "message").as("earlier"))
            .groupBy("key")
            .agg(max("earlier").as("earlier"));

    Dataset<Row> open =
        names
            .join(done, NAMES, "left_anti")
            .join(failedInputs, NAMES, "left")
            .join(doneKeys, KEY, "left")
            .join(failedKeys, KEY, "left");
    Column state = when(col("done").isNotNull(), lit(COPY));
    if (mode == Mode.RETRY) {
      Dataset<Row> sources = standing.select("source").distinct().withColumn("again", lit(true));
      open =
          open.join(sources, new String[] {"source"}, "left")
              .filter(col(FAILED_IN).isNotNull().or(col("again")))
              .drop("again");
    } else {
      open = open.filter(col(FAILED_IN).isNull());
      state = state.when(col("earlier").isNotNull(), lit(FAILED));
    }
    return open.withColumn(STATE, state.otherwise(lit(NEW)))
        .withColumn("earlier", when(col(STATE).equalTo(FAILED), col("earlier")))
        .drop("done");
  }

  /**
   * Errors of reading that were not met this time although their source was read: the file has been
   * put right.
   */
  private static Dataset<Row> outdated(
      SparkSession spark, Published before, Dataset<Row> names, String fingerprint) {
    Dataset<Row> unread =
        before
            .standingErrors(spark)
            .filter(col("key").equalTo(Keys.unread(fingerprint)))
            .select(col("key"), col("source"), col("id"), col(Published.WAVE).as(FAILED_IN));
    if (unread.isEmpty()) {
      return unread;
    }
    return unread
        .join(names.select("source").distinct(), new String[] {"source"}, "left_semi")
        .join(names.filter("unread"), NAMES, "left_anti")
        .select("key", "source", "id", FAILED_IN);
  }

  /** Inputs to account for, documents and copies together. */
  public long inputs() {
    return inputs;
  }

  /** Texts that the models have to run on. */
  public long documents() {
    return documents;
  }

  /** Whether there is nothing to publish. */
  public boolean isEmpty() {
    return inputs == 0 && resolved == 0;
  }

  String fingerprint() {
    return fingerprint;
  }

  /**
   * The corpus' columns with content, key, {@link #STATE} and {@link #FAILED_IN}. An input that
   * stands twice in the corpus stands twice here.
   */
  Dataset<Row> rows() {
    return keyed
        .join(open.drop("unread"), NAMES)
        .withColumn("failure", coalesce(col("failure"), col("earlier")))
        .drop("earlier");
  }

  /** Rows of {@code resolved} for errors that were not met again. */
  Dataset<Row> outdated() {
    return outdated;
  }

  /** Frees what was held for {@link #rows}. */
  void forget() {
    open.unpersist();
  }
}
