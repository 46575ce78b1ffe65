package dev.glossa.jobs.run;

import static org.apache.spark.sql.functions.broadcast;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.when;

import dev.glossa.jobs.table.Tables;
import dev.glossa.udf.table.Table;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.storage.StorageLevel;

/**
 * Takes texts out of a folder for good: their rows in every table of every wave, and the page of
 * pictures; and the values of further columns where it stood. What is left of a text is its key,
 * and where it stood.
 *
 * <p>First a wave is published whose rows of {@code removed} say what is forgotten; that decides
 * it. Then each wave that has rows of these texts is replaced by one that has not. Whatever is
 * broken off is finished by the next {@code forget}, whichever texts it is for: a text is to go
 * when {@code removed} says that it is forgotten and it does not stand, and an input's values when
 * that is said of the input.
 */
public final class Forget {

  /** The reason in {@code removed}. */
  static final String FORGOTTEN = "forgotten";

  private static final String[] KEY = {"key"};
  private static final String[] OCCURRENCE = {"source", "position", "id", "key"};

  /**
   * What to forget: whatever matches any of these.
   *
   * @param keys of texts, wherever they stand
   * @param sources paths as a table has them: all that ever stood there
   * @param ids all that ever stood under them, in any source
   */
  public record Selection(List<String> keys, List<String> sources, List<String> ids) {

    /** Copies what could change. */
    public Selection {
      keys = List.copyOf(keys);
      sources = List.copyOf(sources);
      ids = List.copyOf(ids);
    }

    private Column matches() {
      return col("key")
          .isin(keys.toArray())
          .or(col("source").isin(sources.toArray()))
          .or(col("id").isin(ids.toArray()));
    }
  }

  /**
   * What was done.
   *
   * @param found occurrences, past ones among them, that the selection matches
   * @param removed occurrences that are newly noted as forgotten
   * @param texts that the folder held until now
   * @param shared texts that stay because they also stand where the selection does not reach
   * @param waves that were made anew
   */
  public record Report(long found, long removed, long texts, long shared, int waves) {}

  private final SparkSession spark;
  private final OutputFolder folder;
  private final Lock lock;

  private Forget(SparkSession spark, OutputFolder folder, Lock lock) {
    this.spark = spark;
    this.folder = folder;
    this.lock = lock;
  }

  /**
   * Forgets what is selected, and finishes what an earlier call has left undone.
   *
   * @param lock on the folder, held until after this returns
   */
  public static Report run(SparkSession spark, OutputFolder folder, Lock lock, Selection selection)
      throws IOException {
    return new Forget(spark, folder, lock).run(selection);
  }

  private Report run(Selection selection) throws IOException {
    lock.check();
    folder.clearStaging();
    Published.finishReplacing(folder);
    // It shows texts, and who draws it again draws it from what is left.
    folder.storage().delete(new Path(folder.root(), "report"));

    Published before = Published.in(folder);
    Dataset<Row> all = before.read(spark, Tables.OCCURRENCES);
    Dataset<Row> found = all.filter(selection.matches()).select("source", "position", "id", "key");
    Dataset<Row> keys = found.filter(col("key").isNotNull()).select("key").distinct();
    Dataset<Row> elsewhere =
        State.of(spark, before)
            .occurrences()
            .filter(col("key").isNotNull())
            .join(found.select("source", "position", "id"), State.place(), "left_anti")
            .select("key")
            .distinct();
    Dataset<Row> going = keys.join(elsewhere, KEY, "left_anti");
    Dataset<Row> gone =
        found.union(
            all.join(broadcast(going), KEY, "left_semi").select("source", "position", "id", "key"));
    long shared = keys.join(elsewhere, KEY, "left_semi").count();
    long matched = found.distinct().count();
    long removed = note(before, gone);

    Published noted = Published.in(folder);
    Dataset<Row> forgotten = forgotten(spark, noted).persist(StorageLevel.MEMORY_AND_DISK());
    Dataset<Row> inputs = forgottenInputs(spark, noted).persist(StorageLevel.MEMORY_AND_DISK());
    try {
      long texts = noted.read(spark, Tables.DOCUMENTS).join(forgotten, KEY, "left_semi").count();
      // Both must be known before files that they come from are replaced.
      inputs.count();
      int waves = purge(noted, forgotten, inputs);
      return new Report(matched, removed, texts, shared, waves);
    } finally {
      forgotten.unpersist();
      inputs.unpersist();
      folder.clearStaging();
    }
  }

  /** The texts of which every occurrence is noted as forgotten and was not seen since. */
  static Dataset<Row> forgotten(SparkSession spark, Published published) {
    Dataset<Row> noted = noted(spark, published).filter(col("key").isNotNull());
    Dataset<Row> seen =
        seen(spark, published).join(noted.select("key").distinct(), KEY, "left_semi");
    return nullSafe(seen, noted, "left_outer")
        .groupBy("key")
        .agg(min(coalesce(col("noted").gt(col("seen")), lit(false))).as("all"))
        .filter(col("all"))
        .select("key");
  }

  /** Rows of {@code occurrences} with values that are to go, and the column {@code wave}. */
  static Dataset<Row> forgottenValues(SparkSession spark, Published published) {
    return nullSafe(
        published.read(spark, Tables.OCCURRENCES).filter(col("columns").isNotNull()),
        forgottenInputs(spark, published),
        "left_semi");
  }

  /** The inputs that are noted as forgotten and were not seen since. */
  private static Dataset<Row> forgottenInputs(SparkSession spark, Published published) {
    return nullSafe(noted(spark, published), seen(spark, published), "inner")
        .filter(col("noted").gt(col("seen")))
        .select("source", "position", "id", "key");
  }

  private static Dataset<Row> noted(SparkSession spark, Published published) {
    return published
        .read(spark, Tables.REMOVED)
        .filter(col("reason").equalTo(FORGOTTEN))
        .groupBy("source", "position", "id", "key")
        .agg(max("run").as("noted"));
  }

  private static Dataset<Row> seen(SparkSession spark, Published published) {
    return published
        .read(spark, Tables.OCCURRENCES)
        .groupBy("source", "position", "id", "key")
        .agg(max("run").as("seen"));
  }

  /** Notes those of the occurrences that were seen since they were last noted, or never were. */
  private long note(Published published, Dataset<Row> occurrences) throws IOException {
    String id = id(published);
    Dataset<Row> rows =
        nullSafe(
                nullSafe(occurrences.distinct(), seen(spark, published), "inner"),
                noted(spark, published),
                "left_outer")
            .filter(col("noted").isNull().or(col("noted").lt(col("seen"))))
            .withColumn("run", lit(id))
            .withColumn("reason", lit(FORGOTTEN));
    StagedWave wave = new StagedWave(spark, folder, lock, id, false);
    long removed = wave.write(Tables.REMOVED, rows, 1);
    if (removed > 0) {
      wave.publish(id, List.of(), List.of());
    }
    return removed;
  }

  /**
   * An id that follows from what is published, so that two runs that believe themselves alone
   * collide.
   */
  private static String id(Published published) {
    String all = String.join("\n", published.waves().stream().map(Manifest::wave).toList());
    byte[] bytes = (FORGOTTEN + all).getBytes(StandardCharsets.UTF_8);
    return WaveWriter.id(WaveWriter.nextNumber(published), Keys.sha256(bytes).substring(0, 8));
  }

  /** A join over the occurrence, of which the key may be null. */
  private static Dataset<Row> nullSafe(Dataset<Row> left, Dataset<Row> right, String how) {
    Column equal = lit(true);
    Dataset<Row> others = right;
    for (String column : OCCURRENCE) {
      others = others.withColumnRenamed(column, "other_" + column);
      equal = equal.and(col(column).eqNullSafe(col("other_" + column)));
    }
    Dataset<Row> joined = left.join(others, equal, how);
    for (String column : OCCURRENCE) {
      joined = joined.drop("other_" + column);
    }
    return joined;
  }

  /** The last wave first, so that a text goes after what was made of it. */
  private int purge(Published published, Dataset<Row> forgotten, Dataset<Row> inputs)
      throws IOException {
    Dataset<Row> having = forgottenValues(spark, published).select(Published.WAVE);
    for (Table<?> table : purged()) {
      if (published.rows(table) > 0) {
        having =
            having.union(
                published
                    .read(spark, table)
                    .join(broadcast(forgotten), KEY, "left_semi")
                    .select(Published.WAVE));
      }
    }
    TreeSet<String> ids = new TreeSet<>();
    having.distinct().collectAsList().forEach(row -> ids.add(row.getString(0)));
    Rewriting rewriting =
        new Rewriting(
            spark,
            folder,
            lock,
            published,
            (table, rows) -> {
              if (table.equals(Tables.OCCURRENCES)) {
                return withoutValues(rows, inputs);
              }
              return purged().contains(table)
                  ? rows.join(broadcast(forgotten), KEY, "left_anti")
                  : rows;
            });
    List<Manifest> waves = new ArrayList<>(published.waves());
    for (int i = waves.size() - 1; i >= 0; i--) {
      if (ids.contains(waves.get(i).wave())) {
        rewriting.publish(List.of(waves.get(i)));
      }
    }
    return ids.size();
  }

  private static Dataset<Row> withoutValues(Dataset<Row> occurrences, Dataset<Row> inputs) {
    return nullSafe(
            occurrences, broadcast(inputs.withColumn("is_forgotten", lit(true))), "left_outer")
        .withColumn("columns", when(col("is_forgotten").isNull(), col("columns")));
  }

  /** The tables that have rows of a text; where it stood is not among them. */
  static List<Table<?>> purged() {
    return Tables.all().stream()
        .filter(table -> table.has("key"))
        .filter(table -> !table.equals(Tables.OCCURRENCES) && !table.equals(Tables.REMOVED))
        .<Table<?>>map(table -> table)
        .toList();
  }
}
