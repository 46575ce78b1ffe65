package dev.glossa.jobs.run;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.conv;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.pmod;
import static org.apache.spark.sql.functions.row_number;
import static org.apache.spark.sql.functions.substring;
import static org.apache.spark.sql.functions.when;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.expressions.Window;

/**
 * Cuts what is pending into waves and holds the staging folder while they are made.
 *
 * <p>What a dead run left in staging is removed and its wave made again: a driver's death costs at
 * most the wave that it was at.
 */
public final class WaveWriter implements AutoCloseable {

  /** Inputs of one file of intake; the stages read files in parallel. */
  private static final long INPUTS_PER_FILE = 500;

  private final SparkSession spark;
  private final OutputFolder folder;
  private final Lock lock;

  /**
   * Empties the staging folder.
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
    } catch (IOException e) {
      throw folder.unwritable(e);
    }
  }

  /**
   * Writes what is pending into staging, so that later changes of the input files do not matter,
   * and cuts it into waves by key: a document's copies are in its wave, and a text belongs to the
   * same wave however the corpus is ordered.
   *
   * @param waveDocuments about as many texts as a wave is to have; all in one wave where there are
   *     no more, else equal shares that vary by chance by a few in a hundred
   * @return the waves in the order in which to publish them
   */
  public List<Wave> stage(Pending pending, long waveDocuments) throws IOException {
    long shares = Math.max(1, -Math.floorDiv(-pending.documents(), waveDocuments));
    long files = Math.max(1, pending.inputs() / shares / INPUTS_PER_FILE);
    int tasks = (int) Math.min(10_000, shares * files);
    Path intake = new Path(folder.staging(), "intake");

    // Shares and files come from different digits of the key, and not from Spark's hash of it, by
    // which later steps part a wave: the remainders of one hash would leave partitions empty.
    Column share = pmod(digits(1), lit(shares)).as("share");
    Column file = pmod(digits(9), lit(files)).as("file");
    Column first =
        row_number().over(Window.partitionBy("share", "file", "key").orderBy("source", "id"));
    Column firstOfInput =
        row_number()
            .over(Window.partitionBy("share", "file", "key", "source", "id").orderBy("language"));
    Dataset<Row> pendingRows =
        pending
            .rows()
            .select(col("*"), share, file)
            .repartition(tasks, col("share"), col("file"))
            .withColumn("again", firstOfInput)
            .filter(col("again").equalTo(1))
            .withColumn("first", first.equalTo(1))
            .withColumn("text", when(col("first"), col("text")))
            .drop("again", "file");
    ParquetFiles.writer(pendingRows).partitionBy("share").save(intake.toString());
    pending.forget();

    int number = folder.waveIds().stream().mapToInt(WaveWriter::number).max().orElse(0);
    List<Wave> waves = new ArrayList<>();
    for (Row row : totals(intake)) {
      String id = id(++number, pending.fingerprint());
      Dataset<Row> rows =
          spark
              .read()
              .option("__globPaths__", "false")
              .schema(Wave.INTAKE)
              .parquet(intake + "/share=" + row.getLong(0));
      Wave.Totals totals = new Wave.Totals(row.getLong(1), row.getLong(2), row.getLong(3));
      Dataset<Row> outdated = waves.isEmpty() ? pending.outdated() : pending.outdated().limit(0);
      waves.add(new Wave(spark, folder, lock, id, rows, totals, outdated));
    }
    if (waves.isEmpty()) {
      String id = id(++number, pending.fingerprint());
      Dataset<Row> none = spark.createDataFrame(List.of(), Wave.INTAKE);
      Wave.Totals totals = new Wave.Totals(0, 0, 0);
      waves.add(new Wave(spark, folder, lock, id, none, totals, pending.outdated()));
    }
    return List.copyOf(waves);
  }

  /** Share, and what it holds: one row for each. */
  private List<Row> totals(Path intake) {
    Column[] totals = Wave.Totals.columns();
    return spark
        .read()
        .option("__globPaths__", "false")
        .schema(Wave.INTAKE.add("share", "long"))
        .parquet(intake.toString())
        .groupBy("share")
        .agg(totals[0], totals[1], totals[2])
        .orderBy("share")
        .collectAsList();
  }

  /** Eight digits of the key as a number. */
  private static Column digits(int from) {
    return conv(substring(col("key"), from, 8), 16, 10).cast("long");
  }

  /**
   * The number makes waves sort by age, the fingerprint tells which belong together. Both follow
   * from what is published, so that two runs that believe themselves alone collide on the name.
   */
  private static String id(int number, String fingerprint) {
    return String.format(Locale.ROOT, "%06d-%s", number, fingerprint.substring(0, 8));
  }

  private static int number(String id) {
    try {
      return Integer.parseInt(id.substring(0, Math.max(0, id.indexOf('-'))));
    } catch (NumberFormatException e) {
      return 0;
    }
  }

  /** Empties the staging folder if it is still this run's. */
  @Override
  public void close() throws IOException {
    lock.check();
    folder.clearStaging();
  }
}
