package dev.glossa.jobs.run;

import static org.apache.spark.sql.functions.array_contains;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.when;

import dev.glossa.jobs.run.Manifest.Inputs;
import dev.glossa.jobs.run.Manifest.RunPart;
import dev.glossa.jobs.run.Manifest.StageRun;
import dev.glossa.jobs.table.Tables;
import dev.glossa.udf.spark.WorkRows;
import dev.glossa.udf.table.Table;
import dev.glossa.udf.task.DocumentStage;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * One wave of a run in the making: its texts, what the stages have made of them so far, and
 * publication. Each stage has a fate of its own for every text: a failure in one costs no other
 * stage's result.
 */
public final class Wave {

  /** Texts that are new to the folder or lack a stage: each key once. */
  static final StructType TEXTS =
      new StructType()
          .add("key", "string")
          .add("source", "string")
          .add("id", "string")
          .add("language", "string")
          .add("repaired", "int")
          .add("columns", ColumnValues.TYPE)
          .add("text", "string")
          .add(Pending.FRESH, "boolean")
          .add(Pending.MISSING, DataTypes.createArrayType(DataTypes.StringType));

  /** Inputs that differ from what stands: each place once. */
  static final StructType CHANGES =
      new StructType()
          .add("source", "string")
          .add("position", "long")
          .add("id", "string")
          .add(Pending.NEW_KEY, "string")
          .add(Pending.OLD_KEY, "string")
          .add(Pending.CHANGE, "string")
          .add("columns", ColumnValues.TYPE)
          .add("code", "string")
          .add("message", "string");

  /** Most bytes of a row of names and hashes, to choose the number of files. */
  private static final long BYTES_PER_NAME = 200;

  private static final StructType FAILURES =
      new StructType()
          .add("stage", "string")
          .add("code", "string")
          .add("message", "string")
          .add("key", "string")
          .add("settings", "string");

  private final SparkSession spark;
  private final OutputFolder folder;
  private final StagedWave staged;
  private final String run;
  private final RunInfo info;
  private final Part part;
  private final Instant started = Instant.now();
  private final List<StageRun> stages = new ArrayList<>();
  private final List<StagedWave.Ordered> tables = new ArrayList<>();
  private final List<Dataset<Row>> results = new ArrayList<>();
  private Dataset<Row> failures;

  /** The sentences that a stage of this wave has found, or null before one has. */
  private Dataset<Row> sentences;

  /**
   * What a wave is made of.
   *
   * @param texts rows of {@link #TEXTS}
   * @param changes rows of {@link #CHANGES}
   * @param inputs counts of the run's inputs that the wave accounts for
   * @param revalued of the changed ones, those whose text is the same
   * @param unread of these, the new and changed ones that could not be read
   * @param fresh texts that the folder does not hold yet
   * @param characters of these
   * @param attempts what each stage has to do
   * @param words stages of words that the wave is to bring
   */
  record Part(
      Dataset<Row> texts,
      Dataset<Row> changes,
      Inputs inputs,
      long revalued,
      long unread,
      long fresh,
      long characters,
      Map<String, Amount> attempts,
      List<RunStage> words) {}

  Wave(
      SparkSession spark,
      OutputFolder folder,
      StagedWave staged,
      String run,
      RunInfo info,
      Part part) {
    this.spark = spark;
    this.folder = folder;
    this.staged = staged;
    this.run = run;
    this.info = info;
    this.part = part;
    this.failures = spark.createDataFrame(List.of(), FAILURES);
  }

  /** The wave's name. */
  public String id() {
    return staged.id();
  }

  /** What a stage has to do; nothing where it has done all of it before. */
  public Amount of(RunStage stage) {
    return part.attempts().getOrDefault(stage.name(), Amount.NOTHING);
  }

  /** Whether a stage of words has to be run for this wave. */
  public boolean wants(RunStage words) {
    return part.words().contains(words);
  }

  /**
   * The texts that a stage has to do: columns key, source, id, language, columns (a map, or null),
   * text, each key once, and the sentences of {@link WorkRows#sentences} where a stage before it
   * has {@linkplain #handOnSentences handed them on}.
   *
   * <p>To spread them over tasks use {@code repartition(n, col("key"))}: a round-robin repartition
   * gives other rows when an executor is lost and its part is made again.
   */
  public Dataset<Row> todo(RunStage stage) {
    Dataset<Row> texts =
        part.texts()
            .filter(array_contains(col(Pending.MISSING), stage.name()))
            .select("key", "source", "id", "language", "columns", "text");
    return sentences == null ? texts : texts.join(sentences, new String[] {"key"}, "left");
  }

  /**
   * Runs a stage by writing its rows to staging, and checks that it has left one for each text.
   *
   * @param rows of the stage's {@link WorkRows#schema}, made of {@link #todo}
   * @param tokens that models read and wrote, asked after the stage has run
   * @param paddedTokens tokens with padding, asked likewise
   * @throws RunException when a document is missing or there twice
   */
  public void write(
      RunStage stage, Dataset<Row> rows, LongSupplier tokens, LongSupplier paddedTokens)
      throws IOException {
    DocumentStage<?> documents = (DocumentStage<?>) stage.stage();
    Path path = work(stage);
    long begin = System.nanoTime();
    ParquetFiles.passing(rows).save(path.toString());
    double seconds = (System.nanoTime() - begin) / 1e9;
    Dataset<Row> work = ParquetFiles.read(spark, WorkRows.schema(documents), path);
    Ends ends = check(stage, work);

    int files = StagedWave.files(ParquetFiles.bytes(folder, path));
    for (Table<?> table : documents.tables()) {
      // Ordered before the arrays are taken apart, so that rows keep their order in the document.
      Dataset<Row> ordered =
          work.filter(col(WorkRows.FAILURE).isNull())
              .select("key", table.name())
              .repartition(files, col("key"))
              .sortWithinPartitions("key")
              .selectExpr("key", "inline(" + table.name() + ")");
      tables.add(
          new StagedWave.Ordered(table, ordered.withColumn("settings", lit(stage.settings()))));
    }
    Dataset<Row> ended =
        work.withColumn("stage", lit(stage.name())).withColumn("settings", lit(stage.settings()));
    results.add(ended.filter(col(WorkRows.FAILURE).isNull()).select("key", "stage", "settings"));
    failures =
        failures.union(
            ended
                .filter(col(WorkRows.FAILURE).isNotNull())
                .select("stage", "failure.code", "failure.message", "key", "settings"));
    stages.add(
        new StageRun(
            stage.name(),
            stage.settings(),
            stage.models(),
            ends.results() + ends.errors(),
            ends.results(),
            ends.errors(),
            seconds,
            tokens.getAsLong(),
            paddedTokens.getAsLong()));
  }

  /** Hands the sentences that a stage has found and written to the stages after it. */
  public void handOnSentences(RunStage stage) {
    DocumentStage<?> documents = (DocumentStage<?>) stage.stage();
    Dataset<Row> work = ParquetFiles.read(spark, WorkRows.schema(documents), work(stage));
    sentences = WorkRows.sentences(documents, work).orElseThrow();
  }

  /** How many texts of a stage ended where. */
  private record Ends(long results, long errors) {}

  private Ends check(RunStage stage, Dataset<Row> work) throws RunException {
    Dataset<Row> found =
        work.groupBy("key")
            .agg(
                count(lit(1)).as("rows"),
                sum(when(col(WorkRows.FAILURE).isNull(), 0).otherwise(1)).as("failed"));
    Row check =
        part.texts()
            .filter(array_contains(col(Pending.MISSING), stage.name()))
            .select(col("key"), lit(true).as("expected"))
            .join(found, new String[] {"key"}, "full_outer")
            .agg(
                count(lit(1)),
                number(col("rows").isNull()),
                number(col("rows").gt(1)),
                number(col("expected").isNull()),
                number(col("failed").gt(0)))
            .first();
    if (check.getLong(1) + check.getLong(2) + check.getLong(3) > 0) {
      throw new RunException(
          "Cannot use the results of the stage: "
              + stage.name()
              + " (of "
              + check.getLong(0)
              + " documents "
              + check.getLong(1)
              + " are missing, "
              + check.getLong(2)
              + " are there twice and "
              + check.getLong(3)
              + " were not asked for; if the output folder is on a local disk, all executors must"
              + " be on this machine)");
    }
    return new Ends(check.getLong(0) - check.getLong(4), check.getLong(4));
  }

  private static Column number(Column condition) {
    return coalesce(sum(when(condition, 1).otherwise(0)), lit(0L));
  }

  /**
   * Writes the rows of a stage of words.
   *
   * @param rows the table's columns but {@code settings}
   */
  public void writeWords(RunStage stage, Dataset<Row> rows) throws IOException {
    long begin = System.nanoTime();
    long words =
        staged.write(
            stage.stage().tables().get(0), rows.withColumn("settings", lit(stage.settings())), 1);
    double seconds = (System.nanoTime() - begin) / 1e9;
    stages.add(
        new StageRun(
            stage.name(), stage.settings(), stage.models(), words, words, 0, seconds, 0, 0));
  }

  /**
   * Notes a stage that had nothing to do, so that the run is the stage's latest all the same. Such
   * a stage has no results of its own in this wave.
   */
  public void pass(RunStage stage) {
    stages.add(new StageRun(stage.name(), stage.settings(), stage.models(), 0, 0, 0, 0, 0, 0));
  }

  /**
   * Writes the tables, counts and hashes all files, and makes them visible at once.
   *
   * @throws RunException when an input got lost, or the folder is no longer this run's
   */
  public Manifest publish() throws IOException {
    Dataset<Row> changes = part.changes().withColumn("run", lit(run));
    long names = part.inputs().added() + part.inputs().changed() + part.inputs().gone();
    int files = StagedWave.files(names * BYTES_PER_NAME);
    if (part.fresh() > 0) {
      add(Tables.DOCUMENTS, documents(), StagedWave.files(2 * part.characters()));
    }
    if (names > 0) {
      add(
          Tables.OCCURRENCES,
          changes
              .filter(col(Pending.CHANGE).notEqual(Pending.GONE))
              .withColumn("key", col(Pending.NEW_KEY)),
          files);
      add(
          Tables.REMOVED,
          changes
              .filter(col(Pending.CHANGE).isin(Pending.CHANGED, Pending.GONE))
              .withColumn("key", col(Pending.OLD_KEY))
              .withColumn("reason", col(Pending.CHANGE)),
          files);
    }
    if (!results.isEmpty()) {
      long done = stages.stream().mapToLong(StageRun::results).sum();
      add(
          Tables.RESULTS,
          results.stream().reduce(Dataset::union).orElseThrow().withColumn("run", lit(run)),
          StagedWave.files(done * BYTES_PER_NAME));
    }
    if (part.unread() > 0 || stages.stream().anyMatch(stage -> stage.errors() > 0)) {
      add(Tables.ERRORS, errors(changes), 1);
    }
    staged.write(tables);
    long occurrences = staged.rows(Tables.OCCURRENCES);
    long removed = staged.rows(Tables.REMOVED);
    Inputs inputs = part.inputs();
    if (occurrences != inputs.added() + inputs.changed()
        || removed != inputs.changed() - part.revalued() + inputs.gone()) {
      throw new RunException(
          "Cannot publish the wave: "
              + id()
              + " (its inputs "
              + inputs
              + " became "
              + occurrences
              + " occurrences and "
              + removed
              + " removed; this is a defect of the program, nothing of the wave is visible)");
    }
    Manifest manifest =
        staged.publish(
            run,
            List.of(),
            List.of(
                new RunPart(
                    run,
                    started,
                    Instant.now(),
                    info.paths(),
                    info.configuration(),
                    info.versions(),
                    inputs,
                    stages)));
    folder.storage().delete(work());
    return manifest;
  }

  private void add(Table<?> table, Dataset<Row> rows, int files) {
    tables.add(StagedWave.byKey(table, rows, files));
  }

  private Dataset<Row> documents() {
    return part.texts()
        .filter(col(Pending.FRESH))
        .selectExpr(
            "key",
            "language",
            // Two bytes for each UTF-16 unit.
            "cast(octet_length(encode(text, 'UTF-16BE')) / 2 as int) as characters",
            "octet_length(text) as bytes",
            "repaired",
            "text");
  }

  private Dataset<Row> errors(Dataset<Row> changes) {
    Column none = lit(null).cast("string");
    Dataset<Row> unread =
        changes
            .filter(col(Pending.CHANGE).notEqual(Pending.GONE))
            .filter(col(Pending.NEW_KEY).isNull())
            .withColumn("stage", lit(State.READ))
            .withColumn("key", none)
            .withColumn("settings", none)
            .select("stage", "code", "message", "key", "settings", "source", "position", "id");
    Dataset<Row> failed =
        failures
            .withColumn("source", none)
            .withColumn("position", lit(null).cast("long"))
            .withColumn("id", none);
    return unread.unionByName(failed).withColumn("run", lit(run));
  }

  private Path work() {
    return new Path(new Path(folder.staging(), "work"), id());
  }

  private Path work(RunStage stage) {
    return new Path(work(), stage.name());
  }
}
