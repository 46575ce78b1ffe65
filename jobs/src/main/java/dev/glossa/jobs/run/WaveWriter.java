package dev.glossa.jobs.run;

import static org.apache.spark.sql.functions.array_contains;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat_ws;
import static org.apache.spark.sql.functions.conv;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.length;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.pmod;
import static org.apache.spark.sql.functions.sha2;
import static org.apache.spark.sql.functions.substring;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.when;

import dev.glossa.jobs.run.Manifest.Inputs;
import dev.glossa.jobs.table.Tables;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.hadoop.fs.Path;
import org.apache.spark.SparkExecutorInfo;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;

/**
 * Cuts what is pending into waves and holds the staging folder while they are made.
 *
 * <p>What a dead run left in staging is removed and its wave made again: a driver's death costs at
 * most the wave that it was at.
 */
public final class WaveWriter implements AutoCloseable {

  /**
   * Texts of one file of intake: few enough that stages read a wave in parallel, and so many that
   * making a file, a tenth of a second, is worth it.
   */
  private static final long TEXTS_PER_FILE = 2_500;

  private static final String SHARE = "share";
  private static final int MOST_TASKS = 10_000;
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private final SparkSession spark;
  private final OutputFolder folder;
  private final Lock lock;

  /**
   * Empties the staging folder and finishes what an earlier writer has left half deleted.
   *
   * @param lock on the folder, held by the caller until after {@link #close}
   */
  public WaveWriter(SparkSession spark, OutputFolder folder, Lock lock) throws IOException {
    this.spark = spark;
    this.folder = folder;
    this.lock = lock;
    lock.check();
    try {
      folder.clearStaging();
      Published.finishReplacing(folder);
    } catch (IOException e) {
      throw folder.unwritable(e);
    }
  }

  /**
   * Writes what is pending into staging, so that later changes of the input files do not matter,
   * and cuts it into waves by key: an input is in the wave of its text, and a text belongs to the
   * same wave however the corpus is ordered.
   *
   * @param waveDocuments about as many texts as a wave is to have; all in one wave where there are
   *     no more, else equal shares that vary by chance by a few in a hundred
   * @return the waves in the order in which to publish them
   */
  public List<Wave> stage(Pending pending, RunInfo info, long waveDocuments) throws IOException {
    long shares = Math.max(1, -Math.floorDiv(-pending.texts(), waveDocuments));
    Path texts = new Path(folder.staging(), "texts");
    Path changes = new Path(folder.staging(), "changes");
    stageTexts(pending, shares, texts);
    Dataset<Row> changed = withoutVanished(pending, texts);
    ParquetFiles.writer(changed.withColumn(SHARE, share(ofChange(), shares)))
        .partitionBy(SHARE)
        .save(changes.toString());

    Map<Long, Row> textTotals = totals(texts, Wave.TEXTS, textColumns(info.stages()));
    Map<Long, Row> changeTotals = totals(changes, Wave.CHANGES, changeColumns());
    Map<Long, Long> listed = listed(pending, shares);
    TreeSet<Long> numbers = new TreeSet<>(textTotals.keySet());
    numbers.addAll(changeTotals.keySet());
    if (numbers.isEmpty()) {
      // Nothing but settings that are the latest again, or words.
      numbers.add(0L);
    }
    boolean first = pending.published().waves().isEmpty();
    int number = nextNumber(pending.published());
    String suffix = suffix(info);
    String run = id(number, suffix);
    List<Wave> waves = new ArrayList<>();
    for (long share : numbers) {
      Wave.Part part =
          new Wave.Part(
              rows(texts, Wave.TEXTS, textTotals.get(share), share),
              rows(changes, Wave.CHANGES, changeTotals.get(share), share),
              inputs(changeTotals.get(share), listed.getOrDefault(share, 0L)),
              number(changeTotals.get(share), 4),
              number(changeTotals.get(share), 5),
              number(textTotals.get(share), 1),
              number(textTotals.get(share), 2),
              attempts(textTotals.get(share), info.stages()),
              waves.isEmpty() ? pending.words() : List.of());
      StagedWave staged =
          new StagedWave(
              spark, folder, lock, id(number + waves.size(), suffix), first && waves.isEmpty());
      waves.add(new Wave(spark, folder, staged, run, info, part));
    }
    return List.copyOf(waves);
  }

  private void stageTexts(Pending pending, long shares, Path path) {
    long files = Math.max(1, pending.texts() / shares / TEXTS_PER_FILE);
    Dataset<Row> work = pending.work();
    Dataset<Row> known =
        work.filter(col(Pending.FRESH).equalTo(false))
            .join(
                pending.published().read(spark, Tables.DOCUMENTS).select("key", "repaired", "text"),
                "key")
            .select(columns(Wave.TEXTS));
    Dataset<Row> all = known;
    if (pending.freshTexts() > 0) {
      Dataset<Row> fresh =
          pending
              .corpus()
              .drop("language", "columns")
              .join(
                  work.filter(col(Pending.FRESH)),
                  new String[] {"key", "source", "position", "id"},
                  "inner")
              .select(columns(Wave.TEXTS));
      all = known.union(fresh);
    }
    // Shares and files come from different digits of the key, and not from Spark's hash of it, by
    // which later steps part a wave: the remainders of one hash would leave partitions empty.
    Dataset<Row> shared =
        all.withColumn(SHARE, share(col("key"), shares))
            .withColumn("file", pmod(digits(col("key"), 9), lit(files)))
            .repartition((int) Math.min(MOST_TASKS, shares * files), col(SHARE), col("file"))
            .drop("file");
    ParquetFiles.writer(shared).partitionBy(SHARE).save(path.toString());
  }

  /**
   * The changes without those of texts that were there when the archive was listed and no longer
   * when it was read for them: the next run will find what has become of these inputs.
   */
  private Dataset<Row> withoutVanished(Pending pending, Path texts) {
    Dataset<Row> changes = pending.changes().select(columns(Wave.CHANGES));
    Dataset<Row> staged =
        ParquetFiles.read(spark, Wave.TEXTS, texts).filter(col(Pending.FRESH)).select("key");
    if (staged.count() == pending.freshTexts()) {
      return changes;
    }
    Dataset<Row> vanished =
        pending
            .work()
            .filter(col(Pending.FRESH))
            .select("key")
            .join(staged, new String[] {"key"}, "left_anti")
            .withColumnRenamed("key", Pending.NEW_KEY);
    return changes
        .join(vanished, new String[] {Pending.NEW_KEY}, "left_anti")
        .select(columns(Wave.CHANGES));
  }

  private Map<Long, Row> totals(Path path, StructType schema, Column[] columns) {
    Map<Long, Row> totals = new TreeMap<>();
    Column[] others = java.util.Arrays.copyOfRange(columns, 1, columns.length);
    ParquetFiles.read(spark, schema.add(SHARE, "long"), path)
        .groupBy(SHARE)
        .agg(columns[0], others)
        .collectAsList()
        .forEach(row -> totals.put(row.getLong(0), row));
    return totals;
  }

  /** Fresh texts, their characters, then the texts that each stage has to do and theirs. */
  private static Column[] textColumns(List<RunStage> stages) {
    List<Column> columns = new ArrayList<>();
    columns.add(number(col(Pending.FRESH)));
    columns.add(sum(when(col(Pending.FRESH), length(col("text"))).otherwise(0)));
    for (RunStage stage : stages) {
      Column its = array_contains(col(Pending.MISSING), stage.name());
      columns.add(number(its));
      columns.add(sum(when(its, length(col("text"))).otherwise(0)));
    }
    return columns.toArray(Column[]::new);
  }

  private static Map<String, Amount> attempts(Row totals, List<RunStage> stages) {
    Map<String, Amount> attempts = new LinkedHashMap<>();
    for (int i = 0; i < stages.size(); i++) {
      Amount amount = new Amount(number(totals, 3 + 2 * i), number(totals, 4 + 2 * i));
      attempts.put(stages.get(i).name(), amount);
    }
    return attempts;
  }

  private static Column[] changeColumns() {
    return new Column[] {
      number(col(Pending.CHANGE).equalTo(Pending.ADDED)),
      number(col(Pending.CHANGE).isin(Pending.CHANGED, Pending.REVALUED)),
      number(col(Pending.CHANGE).equalTo(Pending.GONE)),
      number(col(Pending.CHANGE).equalTo(Pending.REVALUED)),
      number(col(Pending.CHANGE).notEqual(Pending.GONE).and(col(Pending.NEW_KEY).isNull()))
    };
  }

  private static Inputs inputs(Row changes, long listed) {
    return new Inputs(listed, number(changes, 1), number(changes, 2), number(changes, 3));
  }

  private static Map<Long, Long> listed(Pending pending, long shares) {
    Map<Long, Long> listed = new TreeMap<>();
    pending
        .listed()
        .groupBy(share(coalesce(col("key"), ofPlace()), shares).as(SHARE))
        .agg(count(lit(1)))
        .collectAsList()
        .forEach(row -> listed.put(row.getLong(0), row.getLong(1)));
    return listed;
  }

  private Dataset<Row> rows(Path path, StructType schema, Row totals, long share) {
    return totals == null
        ? spark.createDataFrame(List.of(), schema)
        : ParquetFiles.read(spark, schema, new Path(path, SHARE + "=" + share));
  }

  private static Column number(Column condition) {
    return sum(when(condition, 1L).otherwise(0L));
  }

  private static long number(Row totals, int column) {
    return totals == null ? 0 : totals.getLong(column);
  }

  private static Column[] columns(StructType schema) {
    return java.util.Arrays.stream(schema.fieldNames())
        .map(name -> col(name))
        .toArray(Column[]::new);
  }

  private static Column share(Column key, long shares) {
    return pmod(digits(key, 1), lit(shares));
  }

  /** Eight digits of the key as a number. */
  private static Column digits(Column key, int from) {
    return conv(substring(key, from, 8), 16, 10).cast("long");
  }

  /**
   * An input is in the wave of the text that it has now, and one that is gone in that of its last.
   */
  private static Column ofChange() {
    return coalesce(col(Pending.NEW_KEY), col(Pending.OLD_KEY), ofPlace());
  }

  private static Column ofPlace() {
    return sha2(concat_ws("\n", col("source"), col("position"), col("id")), 256);
  }

  /** One more than the largest that a wave ever had here. */
  static int nextNumber(Published published) {
    return 1 + published.waves().stream().mapToInt(wave -> number(wave.wave())).max().orElse(0);
  }

  private static int number(String id) {
    try {
      return Integer.parseInt(id.substring(0, Math.max(0, id.indexOf('-'))));
    } catch (NumberFormatException e) {
      return 0;
    }
  }

  /**
   * The number makes waves sort by age. The suffix follows from the run's settings, so that two
   * runs of one kind that believe themselves alone collide on the name.
   */
  static String id(int number, String suffix) {
    return String.format(Locale.ROOT, "%06d-%s", number, suffix);
  }

  private static String suffix(RunInfo info) {
    String all =
        info.stages().stream()
            .map(stage -> stage.name() + "=" + stage.settings())
            .collect(Collectors.joining("\n"));
    return Keys.sha256(all.getBytes(StandardCharsets.UTF_8)).substring(0, 8);
  }

  /**
   * Empties the staging folder if it is still this run's. Where the run was broken off, tasks of it
   * may still be writing there, so it waits for these a while.
   */
  @Override
  public void close() throws IOException {
    lock.check();
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (runningTasks() > 0 && System.nanoTime() < end) {
      try {
        Thread.sleep(50);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        break;
      }
    }
    folder.clearStaging();
  }

  private int runningTasks() {
    if (spark.sparkContext().isStopped()) {
      return 0;
    }
    int tasks = 0;
    for (SparkExecutorInfo executor : spark.sparkContext().statusTracker().getExecutorInfos()) {
      tasks += executor.numRunningTasks();
    }
    return tasks;
  }
}
