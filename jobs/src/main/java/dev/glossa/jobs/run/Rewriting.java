package dev.glossa.jobs.run;

import dev.glossa.jobs.run.Manifest.DataFile;
import dev.glossa.jobs.run.Manifest.RunPart;
import dev.glossa.jobs.run.Manifest.TableFiles;
import dev.glossa.jobs.table.Tables;
import dev.glossa.udf.table.Table;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.BiFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * Puts one wave in the place of others, with the rows of these that are to stay. It appears with
 * one rename, and from then on they are passed over.
 */
final class Rewriting {
  private final SparkSession spark;
  private final OutputFolder folder;
  private final Lock lock;
  private final Published published;
  private final BiFunction<Table<?>, Dataset<Row>, Dataset<Row>> kept;

  /**
   * A rewriting of some waves of a folder.
   *
   * @param kept the rows to keep of a table's; it may drop rows and values, and nothing else
   */
  Rewriting(
      SparkSession spark,
      OutputFolder folder,
      Lock lock,
      Published published,
      BiFunction<Table<?>, Dataset<Row>, Dataset<Row>> kept) {
    this.spark = spark;
    this.folder = folder;
    this.lock = lock;
    this.published = published;
    this.kept = kept;
  }

  /**
   * Publishes the wave that takes the place of these, under the largest of their numbers.
   *
   * @param old at least one, in the order of their ids
   */
  Manifest publish(List<Manifest> old) throws IOException {
    boolean whole = old.stream().anyMatch(Rewriting::isWhole);
    StagedWave wave = new StagedWave(spark, folder, lock, id(old), whole);
    List<StagedWave.Ordered> tables = new ArrayList<>();
    for (Table<?> table : Tables.all()) {
      long bytes = old.stream().mapToLong(one -> bytes(one, table)).sum();
      if (old.stream().anyMatch(one -> one.rows(table.name()) > 0)
          && !table.equals(Tables.RUNS)
          && !table.equals(Tables.WAVES)) {
        // No shuffle: a document's rows stay together and in their order.
        Dataset<Row> rows = kept.apply(table, published.read(spark, table, old));
        tables.add(new StagedWave.Ordered(table, rows.coalesce(StagedWave.files(bytes))));
      }
    }
    wave.write(tables);
    List<RunPart> parts = new ArrayList<>();
    old.forEach(one -> parts.addAll(one.runs()));
    parts.sort(Comparator.comparing(RunPart::run));
    return wave.publish(last(old).run(), old.stream().map(Manifest::wave).toList(), parts);
  }

  /** A folder's first wave has all tables, and whatever takes its place must. */
  private static boolean isWhole(Manifest wave) {
    return Tables.all().stream().allMatch(table -> wave.table(table.name()).isPresent());
  }

  /** An id that follows from the waves replaced, which are never there again. */
  private static String id(List<Manifest> old) {
    String number = last(old).wave().substring(0, last(old).wave().indexOf('-') + 1);
    String all = String.join("\n", old.stream().map(Manifest::wave).toList());
    return number + Keys.sha256(all.getBytes(StandardCharsets.UTF_8)).substring(0, 8);
  }

  private static Manifest last(List<Manifest> waves) {
    return waves.get(waves.size() - 1);
  }

  /** Bytes of a table's files in a wave. */
  static long bytes(Manifest wave, Table<?> table) {
    return wave.table(table.name()).stream()
        .map(TableFiles::files)
        .flatMap(List::stream)
        .mapToLong(DataFile::bytes)
        .sum();
  }
}
