package dev.glossa.jobs.run;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.array_distinct;
import static org.apache.spark.sql.functions.array_except;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.collect_list;
import static org.apache.spark.sql.functions.collect_set;
import static org.apache.spark.sql.functions.flatten;
import static org.apache.spark.sql.functions.length;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.size;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.udf;
import static org.apache.spark.sql.functions.when;

import dev.glossa.jobs.corpus.Corpus;
import dev.glossa.jobs.corpus.Coverage;
import dev.glossa.jobs.table.Tables;
import dev.glossa.udf.task.DocumentStage;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.storage.StorageLevel;

/**
 * What a run has to do: how its inputs differ from those that stand, and which pairs of a text and
 * a stage have neither a result nor an error under the run's settings. There is no other record of
 * progress than the published waves.
 *
 * <p>Touching a file changes nothing here, for places and texts are all that counts. Renaming one
 * costs rows of {@code occurrences} and {@code removed} and no model's work, and another value in
 * one of the input's further columns a row of {@code occurrences} alone.
 */
public final class Pending implements AutoCloseable {

  /** Whether what failed before is tried again. */
  public enum Mode {
    /** What has neither a result nor an error. */
    NEW,
    /**
     * The errors that stand in the run's stages, whatever inputs left them, and what could not be
     * read before.
     */
    RETRY
  }

  /** How an input differs from what stands. */
  static final String CHANGE = "change";

  static final String ADDED = "added";
  static final String CHANGED = "changed";

  /** Its text is the one that stands, and a value of its further columns is another. */
  static final String REVALUED = "revalued";

  static final String GONE = "gone";

  /** The key of the text that an input has now, and of the one that it had. */
  static final String NEW_KEY = "new_key";

  static final String OLD_KEY = "old_key";

  /** Names of the stages that a text has to go through. */
  static final String MISSING = "missing";

  /** Whether the folder does not hold the text yet. */
  static final String FRESH = "fresh";

  private static final String FIRST = "first";
  private static final String[] KEY = {"key"};

  private final Published published;
  private final Dataset<Row> corpus;
  private final Dataset<Row> listed;
  private final Dataset<Row> changes;
  private final Dataset<Row> work;
  private final List<RunStage> words;
  private final boolean settingsChanged;
  private final long texts;
  private final long freshTexts;
  private final long changed;

  private Pending(
      Published published,
      Dataset<Row> corpus,
      Dataset<Row> listed,
      Dataset<Row> changes,
      Dataset<Row> work,
      List<RunStage> words,
      boolean settingsChanged) {
    this.published = published;
    this.corpus = corpus;
    this.listed = listed;
    this.changes = changes;
    this.work = work;
    this.words = words;
    this.settingsChanged = settingsChanged;
    Row totals =
        work.agg(
                coalesce(sum(when(size(col(MISSING)).gt(0), 1).otherwise(0)), lit(0L)),
                coalesce(sum(when(col(FRESH), 1).otherwise(0)), lit(0L)))
            .first();
    this.texts = totals.getLong(0);
    this.freshTexts = totals.getLong(1);
    this.changed = changes.count();
  }

  /**
   * Compares a run's inputs with what is published. Reads the corpus once, and of the waves only
   * names and keys.
   *
   * @param corpus rows of {@link Corpus#SCHEMA}
   * @param coverage of these: what stands there and is not in the corpus is gone
   * @param stages that the run goes through
   */
  public static Pending find(
      SparkSession spark,
      OutputFolder folder,
      Dataset<Row> corpus,
      Coverage coverage,
      List<RunStage> stages,
      Mode mode)
      throws IOException {
    return find(spark, Published.in(folder), corpus, coverage, stages, mode);
  }

  /** The same where it is known what is published. */
  static Pending find(
      SparkSession spark,
      Published published,
      Dataset<Row> corpus,
      Coverage coverage,
      List<RunStage> stages,
      Mode mode) {
    State state = State.of(spark, published);
    Dataset<Row> keyed = corpus.withColumn("key", Keys.ofText());
    // Without the texts: narrow, and needed several times.
    Dataset<Row> listed =
        keyed
            .select(
                col("source"),
                col("position"),
                col("id"),
                col("key"),
                col("language"),
                col("columns"),
                length(col("text")).as("characters"),
                col("failure.code").as("code"),
                col("failure.message").as("message"))
            .persist(StorageLevel.MEMORY_AND_DISK());
    UDF1<String, Boolean> covers = coverage::covers;
    Column covered = udf(covers, DataTypes.BooleanType).apply(col("source"));
    Dataset<Row> standing = state.occurrences();
    Dataset<Row> changes =
        changes(listed, standing.filter(covered)).persist(StorageLevel.MEMORY_AND_DISK());

    Map<String, String> settings = new TreeMap<>();
    List<RunStage> words = new ArrayList<>();
    boolean settingsChanged = false;
    Map<String, Published.Latest> latest = published.latest();
    for (RunStage stage : stages) {
      Published.Latest before = latest.get(stage.name());
      settingsChanged |= before == null || !before.settings().equals(stage.settings());
      if (stage.stage() instanceof DocumentStage) {
        settings.put(stage.name(), stage.settings());
      } else if (!hasWords(spark, published, stage)) {
        words.add(stage);
      }
    }
    Dataset<Row> work = missing(spark, published, listed, settings);
    if (mode == Mode.RETRY) {
      work = both(mended(work, changes), failed(spark, published, state, settings));
    }
    return new Pending(
        published,
        keyed,
        listed,
        changes,
        work.persist(StorageLevel.MEMORY_AND_DISK()),
        List.copyOf(words),
        settingsChanged);
  }

  /**
   * Differences between what is listed and what stands: one row for each place. Values of columns
   * that the run does not name, as it may name none, stay what they are.
   */
  private static Dataset<Row> changes(Dataset<Row> listed, Dataset<Row> standing) {
    Dataset<Row> now =
        listed
            .withColumnRenamed("key", NEW_KEY)
            .withColumn("listed", lit(true))
            .drop("language", "characters");
    Dataset<Row> before =
        standing.select(
            col("source"),
            col("position"),
            col("id"),
            col("key").as(OLD_KEY),
            ColumnValues.entries().as("values"),
            lit(true).as("stood"));
    Column sameText = col(NEW_KEY).eqNullSafe(col(OLD_KEY));
    Column none = array().cast("array<struct<key:string,value:string>>");
    return now.join(before, State.place(), "full_outer")
        .withColumn("values", coalesce(when(sameText, col("values")), none))
        .withColumn("columns", ColumnValues.merged("values"))
        .filter(
            col("listed")
                .isNull()
                .or(col("stood").isNull())
                .or(not(sameText))
                .or(col("columns").notEqual(col("values"))))
        .withColumn(
            CHANGE,
            when(col("stood").isNull(), ADDED)
                .when(col("listed").isNull(), GONE)
                .when(sameText, REVALUED)
                .otherwise(CHANGED))
        .withColumn("columns", ColumnValues.map())
        .drop("listed", "stood", "values");
  }

  /** Texts of the inputs that the folder does not hold or that lack a stage. */
  private static Dataset<Row> missing(
      SparkSession spark, Published published, Dataset<Row> listed, Map<String, String> settings) {
    Dataset<Row> texts =
        listed
            .filter(col("key").isNotNull())
            .groupBy("key")
            // By id before position: what a text is asked with must not depend on the order of
            // rows.
            .agg(min(struct("source", "id", "position", "language", "columns")).as(FIRST));
    Dataset<Row> known =
        published.read(spark, Tables.DOCUMENTS).select(col("key"), lit(true).as("known"));
    Dataset<Row> done =
        ended(spark, published, settings).groupBy("key").agg(collect_set("stage").as("done"));
    Column none = array().cast("array<string>");
    return texts
        .join(known, KEY, "left")
        .join(done, KEY, "left")
        .select(
            col("key"),
            col(FIRST),
            col("known").isNull().as(FRESH),
            array_except(names(settings), coalesce(col("done"), none)).as(MISSING))
        .filter(col(FRESH).or(size(col(MISSING)).gt(0)));
  }

  /** Pairs of key and stage that have a result or an error under these settings. */
  private static Dataset<Row> ended(
      SparkSession spark, Published published, Map<String, String> settings) {
    Column under = State.under(settings);
    return published
        .read(spark, Tables.RESULTS)
        .filter(under)
        .select("key", "stage")
        .union(published.read(spark, Tables.ERRORS).filter(under).select("key", "stage"));
  }

  /**
   * Of what is missing, texts that could not be read before, and texts that the folder does not
   * hold. Whatever else stands in a file that is read again is for the next run.
   */
  private static Dataset<Row> mended(Dataset<Row> work, Dataset<Row> changes) {
    Dataset<Row> read =
        changes
            .filter(col(CHANGE).equalTo(CHANGED).and(col(OLD_KEY).isNull()))
            .select(col(NEW_KEY).as("key"), lit(true).as("mended"))
            .distinct();
    return work.join(read, KEY, "left")
        .filter(col(FRESH).or(col("mended").isNotNull()))
        .drop("mended");
  }

  /** Texts on which stages have failed, in the form of {@link #missing}. */
  private static Dataset<Row> failed(
      SparkSession spark, Published published, State state, Map<String, String> settings) {
    Dataset<Row> places =
        state
            .occurrences()
            .filter(col("key").isNotNull())
            .withColumn("columns", ColumnValues.entries())
            .groupBy("key")
            .agg(min(struct("source", "id", "position", "columns")).as("place"));
    Dataset<Row> languages = published.read(spark, Tables.DOCUMENTS).select("key", "language");
    return state
        .stageErrors()
        .filter(State.under(settings))
        .groupBy("key")
        .agg(collect_set("stage").as(MISSING))
        .join(places, "key")
        .join(languages, "key")
        .select(
            col("key"),
            struct(
                    col("place.source").as("source"),
                    col("place.id").as("id"),
                    col("place.position").as("position"),
                    col("language"),
                    col("place.columns").as("columns"))
                .as(FIRST),
            lit(false).as(FRESH),
            col(MISSING));
  }

  private static Dataset<Row> both(Dataset<Row> one, Dataset<Row> other) {
    return one.unionByName(other)
        .groupBy("key")
        .agg(
            min(FIRST).as(FIRST),
            max(FRESH).as(FRESH),
            array_distinct(flatten(collect_list(MISSING))).as(MISSING));
  }

  private static Column names(Map<String, String> settings) {
    return array(settings.keySet().stream().map(name -> (Column) lit(name)).toArray(Column[]::new))
        .cast("array<string>");
  }

  private static boolean hasWords(SparkSession spark, Published published, RunStage stage) {
    return !published
        .read(spark, stage.stage().tables().get(0))
        .filter(col("settings").equalTo(stage.settings()))
        .isEmpty();
  }

  /** Texts that stages have to do. */
  public long texts() {
    return texts;
  }

  /** Whether there is nothing to publish. */
  public boolean isEmpty() {
    return changed == 0 && texts == 0 && freshTexts == 0 && words.isEmpty() && !settingsChanged;
  }

  /** Stages of words that have no rows under their settings yet. */
  List<RunStage> words() {
    return words;
  }

  /** Texts that the folder does not hold. */
  long freshTexts() {
    return freshTexts;
  }

  /** The further columns of which any input has a value. */
  public Set<String> columns() {
    Set<String> columns = new TreeSet<>();
    listed
        .selectExpr("inline(columns)")
        .filter(col("value").isNotNull())
        .select("key")
        .distinct()
        .collectAsList()
        .forEach(row -> columns.add(row.getString(0)));
    return columns;
  }

  Published published() {
    return published;
  }

  /** The corpus with its keys, texts included; reading it reads the archive again. */
  Dataset<Row> corpus() {
    return corpus;
  }

  /** All inputs: source, position, id, key, language, columns, characters, code, message. */
  Dataset<Row> listed() {
    return listed;
  }

  /** Inputs that differ: source, position, id, new_key, old_key, change, columns, code, message. */
  Dataset<Row> changes() {
    return changes;
  }

  /** Texts to take in: key, source, position, id, language, columns, fresh, missing. */
  Dataset<Row> work() {
    return work.select("key", "first.*", FRESH, MISSING).withColumn("columns", ColumnValues.map());
  }

  /** Frees what was held. */
  @Override
  public void close() {
    work.unpersist();
    changes.unpersist();
    listed.unpersist();
  }
}
