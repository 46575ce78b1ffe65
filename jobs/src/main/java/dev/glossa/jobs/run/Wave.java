package dev.glossa.jobs.run;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.length;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.when;

import dev.glossa.jobs.run.Manifest.Counts;
import dev.glossa.jobs.run.Manifest.StageRun;
import dev.glossa.jobs.run.Manifest.TableFiles;
import dev.glossa.jobs.table.Tables;
import dev.glossa.udf.spark.TableRows;
import dev.glossa.udf.spark.WorkRows;
import dev.glossa.udf.table.Table;
import dev.glossa.udf.task.DocumentStage;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;

/**
 * One wave in the making: its inputs, what the stages have left behind so far, and publication.
 *
 * <p>A stage's rows lie in {@code _staging/work} until all stages are through, because a document
 * that fails in the last stage must not be in the tables of the first.
 */
public final class Wave {

  static final StructType INTAKE =
      new StructType()
          .add("key", "string")
          .add("content", "string")
          .add("source", "string")
          .add("id", "string")
          .add("language", "string")
          .add("text", "string")
          .add("repaired", "int")
          .add(WorkRows.FAILURE, WorkRows.FAILURE_SCHEMA)
          .add(Pending.STATE, "string")
          .add(Pending.FAILED_IN, "string")
          .add("first", "boolean");

  /** A file is to be large enough to be worth opening and small enough to be one task's reading. */
  private static final long BYTES_PER_FILE = 128L << 20;

  private static final String[] KEY = {"key"};

  private final SparkSession spark;
  private final OutputFolder folder;
  private final Lock lock;
  private final String id;
  private final Dataset<Row> intake;
  private final Dataset<Row> outdated;
  private final Totals totals;
  private Instant started = Instant.now();
  private final Map<DocumentStage<?>, StageRun> stages = new LinkedHashMap<>();
  private final List<Table<?>> extra = new ArrayList<>();
  private Dataset<Row> failures;

  /**
   * What a wave's intake holds.
   *
   * @param inputs rows
   * @param documents texts to do
   * @param characters of these
   */
  record Totals(long inputs, long documents, long characters) {

    /** The totals of a dataset of intake, as three columns to aggregate. */
    static Column[] columns() {
      return new Column[] {
        count(lit(1)),
        coalesce(sum(when(work(), 1).otherwise(0)), lit(0L)),
        coalesce(sum(when(work(), length(col("text")))), lit(0L))
      };
    }
  }

  Wave(
      SparkSession spark,
      OutputFolder folder,
      Lock lock,
      String id,
      Dataset<Row> intake,
      Totals totals,
      Dataset<Row> outdated) {
    this.spark = spark;
    this.folder = folder;
    this.lock = lock;
    this.id = id;
    this.intake = intake;
    this.totals = totals;
    this.outdated = outdated;
    this.failures =
        spark.createDataFrame(
            List.of(),
            new StructType()
                .add("key", "string")
                .add("stage", "string")
                .add("code", "string")
                .add("message", "string"));
  }

  /** The wave's name. */
  public String id() {
    return id;
  }

  /** Texts that the stages have to do; 0 for a wave of copies and of what could not be read. */
  public long documents() {
    return totals.documents();
  }

  /**
   * The documents that no stage so far has failed on, for the next one: columns key, content,
   * source, id, language, text, repaired, each key once.
   *
   * <p>To spread them over tasks use {@code repartition(n, col("key"))}: a round-robin repartition
   * gives other rows when an executor is lost and its part is made again.
   */
  public Dataset<Row> todo() {
    return all().join(failures.select("key"), KEY, "left_anti");
  }

  private Dataset<Row> all() {
    return intake
        .filter(work())
        .select("key", "content", "source", "id", "language", "text", "repaired");
  }

  /** Of the rows of intake those that a stage is to see: a new text's first, if it was read. */
  private static Column work() {
    return col(Pending.STATE)
        .equalTo(Pending.NEW)
        .and(col("first"))
        .and(col(WorkRows.FAILURE).isNull());
  }

  /**
   * Runs a stage by writing its rows to staging, and checks that it has left one for each document.
   *
   * @param rows of the stage's work schema, made of {@link #todo}
   * @param tokens that models read and wrote, asked after the stage has run
   * @param slots tokens with padding, asked likewise
   * @throws RunException when a document is missing or there twice
   */
  public void write(
      DocumentStage<?> stage, Dataset<Row> rows, LongSupplier tokens, LongSupplier slots)
      throws IOException {
    Dataset<Row> expected = todo().select("key");
    started = stages.isEmpty() ? Instant.now() : started;
    long begin = System.nanoTime();
    ParquetFiles.writer(rows).save(work(stage).toString());
    double seconds = (System.nanoTime() - begin) / 1e9;

    Dataset<Row> found = read(stage).groupBy("key").agg(count(lit(1)).as("rows"));
    Row check =
        expected
            .withColumn("expected", lit(true))
            .join(found, KEY, "full_outer")
            .agg(
                count(lit(1)),
                coalesce(sum(when(col("rows").isNull(), 1).otherwise(0)), lit(0L)),
                coalesce(sum(when(col("rows").gt(1), 1).otherwise(0)), lit(0L)),
                coalesce(sum(when(col("expected").isNull(), 1).otherwise(0)), lit(0L)))
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
    stages.put(
        stage,
        new StageRun(
            stage.name(), seconds, check.getLong(0), tokens.getAsLong(), slots.getAsLong()));
    failures =
        failures.union(
            read(stage)
                .filter(col(WorkRows.FAILURE).isNotNull())
                .select("key", "failure.stage", "failure.code", "failure.message"));
  }

  /** Adds a table that is not a stage's, such as the words' vectors. */
  public void add(Table<?> table, Dataset<Row> rows) {
    writeTable(table, rows, 1);
    extra.add(table);
  }

  /**
   * Writes the tables, counts and hashes their files, and makes them visible at once.
   *
   * <p>A wave in which a stage ran has all of its tables, be they empty. A wave of copies only has
   * {@code occurrences}; likewise {@code errors} and {@code resolved} are then there if they hold
   * rows.
   *
   * @throws RunException when an input got lost, or the folder is no longer this run's
   */
  public Manifest publish(RunInfo info) throws IOException {
    List<TableFiles> tables = new ArrayList<>();
    Dataset<Row> failed = failures.withColumnRenamed("stage", "at");
    Dataset<Row> fates =
        intake
            .join(failed, KEY, "left")
            .withColumn("stage", coalesce(col("failure.stage"), col("at")))
            .withColumn("code", coalesce(col("failure.code"), col("code")))
            .withColumn("message", coalesce(col("failure.message"), col("message")));
    boolean whole = totals.documents() > 0;
    if (whole) {
      tables.addAll(stageTables(info));
      writeTable(Tables.DOCUMENTS, documentRows(), files(totals.characters()));
      tables.add(describe(Tables.DOCUMENTS));
    }
    for (Table<?> table : extra) {
      tables.add(describe(table));
    }
    Dataset<Row> retried =
        intake
            .filter(col(Pending.FAILED_IN).isNotNull())
            .select("key", "source", "id", "failed_in");
    writeIfAny(Tables.OCCURRENCES, fates.filter(col("stage").isNull()), whole, tables);
    writeIfAny(Tables.ERRORS, fates.filter(col("stage").isNotNull()), whole, tables);
    writeIfAny(Tables.RESOLVED, retried.union(outdated), whole, tables);

    Counts counts =
        new Counts(
            totals.inputs(),
            rows(tables, Tables.DOCUMENTS),
            rows(tables, Tables.OCCURRENCES),
            rows(tables, Tables.ERRORS),
            rows(tables, Tables.RESOLVED));
    if (counts.occurrences() + counts.errors() != counts.inputs()) {
      throw new RunException(
          "Cannot publish the wave: "
              + id
              + " (its "
              + counts.inputs()
              + " inputs became "
              + counts.occurrences()
              + " occurrences and "
              + counts.errors()
              + " errors; this is a defect of the program, nothing of the wave is visible)");
    }
    Manifest manifest =
        new Manifest(
            id,
            info.fingerprint().hex(),
            info.fingerprint(),
            info.configuration(),
            info.versions(),
            started,
            Instant.now(),
            counts,
            List.copyOf(stages.values()),
            tables);
    rename(manifest);
    return manifest;
  }

  private List<TableFiles> stageTables(RunInfo info) throws IOException {
    List<TableFiles> tables = new ArrayList<>();
    for (DocumentStage<?> stage : stages.keySet()) {
      int files = files(ParquetFiles.bytes(folder, work(stage)));
      for (Table<?> table : stage.tables()) {
        Dataset<Row> done =
            read(stage)
                .filter(col(WorkRows.FAILURE).isNull())
                .select("key", table.name())
                .join(failures.select("key"), KEY, "left_anti");
        // Ordered before the arrays are taken apart, so that rows keep their order in the document.
        Dataset<Row> ordered = done.repartition(files, col("key")).sortWithinPartitions("key");
        Dataset<Row> rows =
            ordered
                .selectExpr("key", "inline(" + table.name() + ")")
                .withColumn(Table.SETTINGS.name(), lit(info.settings().get(stage)));
        ParquetFiles.writer(TableRows.select(rows, table)).save(staged(table).toString());
        tables.add(describe(table));
      }
    }
    return tables;
  }

  private Dataset<Row> documentRows() {
    return todo()
        .selectExpr(
            "key",
            "content",
            "source",
            "id",
            "language",
            // Two bytes for each UTF-16 unit.
            "cast(octet_length(encode(text, 'UTF-16BE')) / 2 as int) as characters",
            "octet_length(text) as bytes",
            "repaired",
            "text");
  }

  private void writeIfAny(
      Table<?> table, Dataset<Row> rows, boolean always, List<TableFiles> tables)
      throws IOException {
    if (always || !rows.isEmpty()) {
      writeTable(table, rows, 1);
      tables.add(describe(table));
    }
  }

  private void writeTable(Table<?> table, Dataset<Row> all, int files) {
    Dataset<Row> rows = TableRows.select(all, table);
    Dataset<Row> ordered =
        table.has(Table.KEY.name())
            ? rows.repartition(files, col("key")).sortWithinPartitions("key")
            : rows.coalesce(1);
    ParquetFiles.writer(ordered).save(staged(table).toString());
  }

  private TableFiles describe(Table<?> table) throws IOException {
    ParquetFiles.tidy(folder, staged(table));
    return ParquetFiles.describe(folder, staged(table));
  }

  private void rename(Manifest manifest) throws IOException {
    Storage storage = folder.storage();
    Path staging = new Path(folder.staging(), id);
    storage.createNew(new Path(staging, ManifestParser.FILE), ManifestParser.toJson(manifest));
    storage.sync(staging);
    storage.makeFolder(folder.data());
    lock.check();
    if (!storage.renameFolder(staging, folder.wave(id))) {
      throw new RunException(
          "Cannot publish the wave: "
              + folder.wave(id)
              + " (it is there already, so another run has written to the folder; nothing of this"
              + " run's wave is visible, start it again)");
    }
    storage.delete(new Path(folder.staging(), "work"));
  }

  private static int files(long bytes) {
    return Math.toIntExact(1 + bytes / BYTES_PER_FILE);
  }

  private static long rows(List<TableFiles> tables, Table<?> table) {
    Optional<TableFiles> its =
        tables.stream().filter(t -> t.table().equals(table.name())).findFirst();
    return its.map(TableFiles::rows).orElse(0L);
  }

  private Dataset<Row> read(DocumentStage<?> stage) {
    return spark
        .read()
        .option("__globPaths__", "false")
        .schema(WorkRows.schema(stage))
        .parquet(work(stage).toString());
  }

  private Path work(DocumentStage<?> stage) {
    return new Path(new Path(new Path(folder.staging(), "work"), id), stage.name());
  }

  private Path staged(Table<?> table) {
    return new Path(new Path(folder.staging(), id), table.name());
  }
}
