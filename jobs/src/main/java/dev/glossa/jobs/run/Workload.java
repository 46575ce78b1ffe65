package dev.glossa.jobs.run;

import static org.apache.spark.sql.functions.array_contains;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.first;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.size;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.when;
import static org.apache.spark.sql.functions.xxhash64;

import dev.glossa.jobs.corpus.Corpus;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.storage.StorageLevel;

/**
 * What a run would have to do, counted and sampled without doing or writing any of it. The archive
 * is read once to count it, as a run would, and once more for each sample.
 */
public final class Workload implements AutoCloseable {
  private final SparkSession spark;
  private final Pending pending;
  private final long inputs;
  private final long unread;
  private final Map<String, Amount> amounts = new LinkedHashMap<>();
  private final Map<List<Row>, Dataset<Row>> samples = new HashMap<>();

  private Workload(SparkSession spark, Pending pending, List<RunStage> stages) {
    this.spark = spark;
    this.pending = pending;
    Row all = pending.listed().agg(count(lit(1)), count(col("key"))).first();
    this.inputs = all.getLong(0);
    this.unread = inputs - all.getLong(1);
    Dataset<Row> sizes =
        pending
            .listed()
            .filter(col("key").isNotNull())
            .groupBy("key")
            .agg(first("characters").as("characters"));
    List<Column> columns = new ArrayList<>();
    for (RunStage stage : stages) {
      Column its = array_contains(col(Pending.MISSING), stage.name());
      columns.add(count(when(its, 1)));
      columns.add(coalesce(sum(when(its, col("characters"))), lit(0L)));
    }
    columns.add(count(lit(1)));
    Row totals =
        pending
            .work()
            .filter(size(col(Pending.MISSING)).gt(0))
            .join(sizes, "key")
            .agg(columns.get(0), columns.subList(1, columns.size()).toArray(Column[]::new))
            .first();
    for (int i = 0; i < stages.size(); i++) {
      amounts.put(
          stages.get(i).name(), new Amount(totals.getLong(2 * i), totals.getLong(2 * i + 1)));
    }
  }

  /**
   * Counts what a run would find.
   *
   * @param output to which it would write; what stands there already is not counted
   * @param stages that it would go through
   */
  public static Workload of(
      SparkSession spark, Optional<OutputFolder> output, Corpus corpus, List<RunStage> stages)
      throws IOException {
    Published published = output.isPresent() ? Published.in(output.get()) : Published.nothing();
    return new Workload(
        spark,
        Pending.find(spark, published, corpus.rows(), corpus.coverage(), stages, Pending.Mode.NEW),
        stages);
  }

  /** All inputs, those that cannot be read among them. */
  public long inputs() {
    return inputs;
  }

  /** Inputs that cannot be read. */
  public long unread() {
    return unread;
  }

  /** What a stage has to do. */
  public Amount of(RunStage stage) {
    return amounts.getOrDefault(stage.name(), Amount.NOTHING);
  }

  /**
   * Some of the texts that a stage has to do, the same ones each time: as they come in the order of
   * a hash of their keys.
   *
   * @param most as many as there are at most
   * @return the columns of {@link Wave#todo}, held until this is closed
   */
  public Dataset<Row> sample(RunStage stage, int most) {
    Dataset<Row> chosen =
        pending
            .work()
            .filter(array_contains(col(Pending.MISSING), stage.name()))
            .orderBy(xxhash64(col("key")), col("key"))
            .limit(most)
            .select("key", "source", "position", "id", "language", "columns");
    return samples.computeIfAbsent(
        chosen.collectAsList(), rows -> texts(spark.createDataFrame(rows, chosen.schema())));
  }

  private Dataset<Row> texts(Dataset<Row> chosen) {
    return pending
        .corpus()
        .drop("language", "columns")
        .join(chosen, new String[] {"key", "source", "position", "id"}, "inner")
        .select("key", "source", "id", "language", "columns", "text")
        .persist(StorageLevel.MEMORY_AND_DISK());
  }

  /** Frees what was held. */
  @Override
  public void close() {
    samples.values().forEach(Dataset::unpersist);
    pending.close();
  }
}
