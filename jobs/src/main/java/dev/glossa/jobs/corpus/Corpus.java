package dev.glossa.jobs.corpus;

import dev.glossa.jobs.config.ConfigurationException;
import dev.glossa.jobs.config.InputSettings;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.parquet.schema.MessageType;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.util.SerializableConfiguration;
import org.apache.spark.util.TaskCompletionListener;

/**
 * An archive as rows.
 *
 * @param rows one per input, of {@link #SCHEMA}: either {@code text} and {@code language} are set,
 *     or {@code failure} is. Nothing is read before an action asks for it, and every action reads
 *     anew.
 * @param files that are read
 * @param bytes of these, as they lie in the file system
 * @param skipped what was passed over, in words; "" for nothing
 * @param coverage which sources the corpus would hold if they were there
 */
public record Corpus(Dataset<Row> rows, int files, long bytes, String skipped, Coverage coverage) {

  /**
   * The columns: {@code source} (the file's path), {@code position} (from 1, unique in its source:
   * the number of the line, row or record; 1 for a file that is one document or fails as a whole),
   * {@code id} (unique in its source where the archive's own ids are), {@code language} (two
   * letters), {@code text} (repaired, not blank), {@code repaired} (units that the repair
   * replaced), {@code failure} (stage {@code read}, a {@link ReadCode} and a message without text),
   * {@code columns} (each of {@code input.columns}, in that order, as the entry of a map: its name
   * and the row's value, which is repaired, not empty, and null where there is none; null where the
   * setting is empty or the row a failure).
   */
  public static final StructType SCHEMA =
      new StructType()
          .add("source", DataTypes.StringType, false)
          .add("position", DataTypes.LongType, false)
          .add("id", DataTypes.StringType, false)
          .add("language", DataTypes.StringType, true)
          .add("text", DataTypes.StringType, true)
          .add("repaired", DataTypes.IntegerType, false)
          .add(
              "failure",
              new StructType()
                  .add("stage", DataTypes.StringType, false)
                  .add("code", DataTypes.StringType, false)
                  .add("message", DataTypes.StringType, false),
              true)
          .add(
              "columns",
              DataTypes.createArrayType(
                  new StructType()
                      .add("key", DataTypes.StringType, false)
                      .add("value", DataTypes.StringType, true),
                  false),
              true);

  /** Tasks for each core, so that a slow one does not hold up the end. */
  private static final int TASKS_PER_CORE = 4;

  /**
   * Lists an archive and prepares to read it. Where an uncompressed file of JSON lines is so large
   * that it is split, its lines are counted first, in a job of Spark's.
   *
   * @param output folder of the run that reads, which is never input; "" for none
   * @throws ConfigurationException when a path leads nowhere or into the output folder, none of the
   *     files can be read by its ending, or all are Parquet files and none has a text column that
   *     holds strings
   */
  public static Corpus read(SparkSession spark, InputSettings input, String output)
      throws ConfigurationException {
    return read(spark, input, output, Splits.RANGE_BYTES);
  }

  static Corpus read(SparkSession spark, InputSettings input, String output, long rangeBytes)
      throws ConfigurationException {
    Configuration conf = spark.sessionState().newHadoopConf();
    Listing listing = new Listing(input, output, conf);
    List<String> problems = new ArrayList<>(listing.problems());
    if (problems.isEmpty()) {
      parquetProblem(listing.files(), input, conf).ifPresent(problems::add);
    }
    if (!problems.isEmpty()) {
      throw new ConfigurationException(problems);
    }
    JavaSparkContext context = JavaSparkContext.fromSparkContext(spark.sparkContext());
    Broadcast<SerializableConfiguration> shared =
        context.broadcast(new SerializableConfiguration(conf));
    List<Split> splits = new ArrayList<>();
    long bytes = 0;
    for (Split file : listing.files()) {
      bytes += file.end();
      splits.addAll(numbered(Splits.ranges(file, rangeBytes, conf), context, shared));
    }
    List<List<Split>> groups =
        Splits.groups(splits, rangeBytes, TASKS_PER_CORE * context.defaultParallelism());
    JavaRDD<Row> rows =
        context
            .parallelize(groups, groups.size())
            .mapPartitions(
                partition -> {
                  List<Split> mine = new ArrayList<>();
                  partition.forEachRemaining(mine::addAll);
                  Rows read = new Rows(mine.iterator(), input, shared.value().value());
                  // A task may stop early; its file should not stay open until the process ends.
                  TaskContext.get()
                      .addTaskCompletionListener((TaskCompletionListener) task -> read.close());
                  return read;
                });
    if (!listing.unread().isEmpty()) {
      List<Row> failures = listing.unread().stream().map(Rows::unread).toList();
      rows = rows.union(context.parallelize(failures, 1));
    }
    return new Corpus(
        spark.createDataFrame(rows, SCHEMA),
        listing.files().size(),
        bytes,
        Listing.said(listing.skipped()),
        listing.coverage());
  }

  private static List<Split> numbered(
      List<Split> ranges, JavaSparkContext context, Broadcast<SerializableConfiguration> shared) {
    if (ranges.stream().noneMatch(Splits::needsCount)) {
      return ranges;
    }
    List<Long> lineEnds =
        context
            .parallelize(ranges, ranges.size())
            .map(range -> Splits.lineEnds(range, shared.value().value()))
            .collect();
    List<Split> numbered = new ArrayList<>();
    long before = 0;
    for (int i = 0; i < ranges.size(); i++) {
      numbered.add(ranges.get(i).after(before));
      before += lineEnds.get(i);
    }
    return numbered;
  }

  /**
   * What says that the settings are wrong: nothing but Parquet files, and none of those that are
   * sound has the text column. Where any input can be read, each that cannot is a failure of its
   * own, wherever it stands in the list.
   */
  private static Optional<String> parquetProblem(
      List<Split> files, InputSettings input, Configuration conf) {
    if (files.stream().anyMatch(file -> file.format() != FileFormat.PARQUET || file.gzip())) {
      return Optional.empty();
    }
    Optional<String> first = Optional.empty();
    for (Split file : files) {
      try {
        MessageType schema = ParquetDocuments.schema(file.address(), conf);
        Optional<ReadCode> problem = ParquetDocuments.problem(schema, input.textColumn());
        if (problem.isEmpty()) {
          return Optional.empty();
        }
        first = first.isPresent() ? first : problem.map(code -> said(file, code, input));
      } catch (IOException e) {
        // Its reader will make a failure of it; the settings are judged by the others.
        continue;
      }
    }
    return first;
  }

  private static String said(Split file, ReadCode code, InputSettings input) {
    return "Cannot read input: "
        + file.source()
        + (code == ReadCode.MISSING_COLUMN
            ? " (it has no column " + input.textColumn()
            : " (its column " + input.textColumn() + " holds no strings")
        + "; name the text's column with input.text)";
  }
}
