package dev.glossa.jobs.run;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;

import dev.glossa.jobs.run.Manifest.RunPart;
import dev.glossa.jobs.run.Manifest.StageRun;
import dev.glossa.jobs.table.Tables;
import dev.glossa.udf.table.Table;
import dev.glossa.udf.task.Stage;
import dev.glossa.udf.task.Stages;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * Makes few waves of many small ones, and drops results and errors that other settings of their
 * stage have superseded long enough ago. What the views show as the current state does not change.
 *
 * <p>A wave that is merged keeps its facts, each with the run that it came from.
 */
public final class Compact {

  /**
   * What was done.
   *
   * @param before waves that there were
   * @param after waves that there are
   * @param settings of a stage whose results were dropped
   */
  public record Report(int before, int after, int settings) {}

  private final SparkSession spark;
  private final OutputFolder folder;
  private final Lock lock;

  private Compact(SparkSession spark, OutputFolder folder, Lock lock) {
    this.spark = spark;
    this.folder = folder;
    this.lock = lock;
  }

  /**
   * Compacts a folder.
   *
   * @param lock on the folder, held until after this returns
   * @param supersededBefore results go if other settings took over before this instant
   * @param smallerThan bytes from which on a wave is left alone, unless results in it go
   */
  public static Report run(
      SparkSession spark,
      OutputFolder folder,
      Lock lock,
      Instant supersededBefore,
      long smallerThan)
      throws IOException {
    return new Compact(spark, folder, lock).run(supersededBefore, smallerThan);
  }

  private Report run(Instant supersededBefore, long smallerThan) throws IOException {
    lock.check();
    folder.clearStaging();
    Published.finishReplacing(folder);
    Published published = Published.in(folder);
    Map<String, Set<String>> superseded = superseded(published, supersededBefore);
    Set<String> having = having(published, superseded);
    Rewriting rewriting =
        new Rewriting(
            spark,
            folder,
            lock,
            published,
            (table, rows) ->
                condition(table, superseded)
                    .map(drop -> rows.filter(drop.unary_$bang()))
                    .orElse(rows));
    int before = published.waves().size();
    int after = before;
    for (List<Manifest> group : groups(published.waves(), having, smallerThan)) {
      rewriting.publish(group);
      after -= group.size() - 1;
    }
    ViewFiles.write(folder, Published.in(folder));
    folder.clearStaging();
    int settings = superseded.values().stream().mapToInt(Set::size).sum();
    return new Report(before, after, having.isEmpty() ? 0 : settings);
  }

  /** By stage the settings that were last used before others took over, long enough ago. */
  static Map<String, Set<String>> superseded(Published published, Instant before) {
    Map<String, Map<String, Instant>> ends = new TreeMap<>();
    Map<String, String> current = new HashMap<>();
    for (RunPart part : published.runs()) {
      for (StageRun stage : part.stages()) {
        String last = current.put(stage.stage(), stage.settings());
        Map<String, Instant> its = ends.computeIfAbsent(stage.stage(), none -> new HashMap<>());
        if (last != null && !last.equals(stage.settings())) {
          its.put(last, part.started());
        }
        its.remove(stage.settings());
      }
    }
    Map<String, Set<String>> superseded = new TreeMap<>();
    ends.forEach(
        (stage, its) ->
            its.forEach(
                (settings, end) -> {
                  if (end.isBefore(before)) {
                    superseded.computeIfAbsent(stage, none -> new HashSet<>()).add(settings);
                  }
                }));
    return superseded;
  }

  /** The waves that have rows of these settings. */
  private Set<String> having(Published published, Map<String, Set<String>> superseded) {
    Dataset<Row> waves =
        spark.createDataFrame(
            List.of(), new StructType().add(Published.WAVE, DataTypes.StringType));
    for (Table<?> table : Tables.all()) {
      Optional<Column> drop = condition(table, superseded);
      if (drop.isPresent() && published.rows(table) > 0) {
        waves =
            waves.union(
                published.read(spark, table).filter(drop.get()).select(Published.WAVE).distinct());
      }
    }
    Set<String> having = new HashSet<>();
    waves.distinct().collectAsList().forEach(row -> having.add(row.getString(0)));
    return having;
  }

  /** Whether a row of a table is to go, where any can be; never null. */
  private static Optional<Column> condition(Table<?> table, Map<String, Set<String>> superseded) {
    Column drop = lit(false);
    boolean any = false;
    boolean facts = table.equals(Tables.RESULTS) || table.equals(Tables.ERRORS);
    for (Map.Entry<String, Set<String>> one : superseded.entrySet()) {
      Column its = col("settings").isNotNull().and(col("settings").isin(one.getValue().toArray()));
      if (facts) {
        drop = drop.or(col("stage").equalTo(one.getKey()).and(its));
        any = true;
      } else if (fills(one.getKey(), table)) {
        drop = drop.or(its);
        any = true;
      }
    }
    return any ? Optional.of(drop) : Optional.empty();
  }

  private static boolean fills(String stage, Table<?> table) {
    return Stages.find(stage).map(Stage::tables).orElse(List.of()).contains(table);
  }

  /**
   * What is to become one wave each: small waves, one after the other until they are small no more,
   * and any wave by itself that has rows to drop.
   */
  private static List<List<Manifest>> groups(
      List<Manifest> waves, Set<String> having, long smallerThan) {
    List<List<Manifest>> groups = new ArrayList<>();
    List<Manifest> small = new ArrayList<>();
    long bytes = 0;
    for (Manifest wave : waves) {
      long its = Tables.all().stream().mapToLong(table -> Rewriting.bytes(wave, table)).sum();
      if (its >= smallerThan) {
        groups.add(List.of(wave));
        continue;
      }
      small.add(wave);
      bytes += its;
      if (bytes >= smallerThan) {
        groups.add(List.copyOf(small));
        small.clear();
        bytes = 0;
      }
    }
    groups.add(List.copyOf(small));
    groups.removeIf(
        group -> group.isEmpty() || (group.size() == 1 && !having.contains(group.get(0).wave())));
    return groups;
  }
}
