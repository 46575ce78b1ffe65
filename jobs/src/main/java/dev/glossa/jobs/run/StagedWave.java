package dev.glossa.jobs.run;

import static org.apache.spark.sql.functions.col;

import dev.glossa.jobs.run.Manifest.RunPart;
import dev.glossa.jobs.run.Manifest.StageRun;
import dev.glossa.jobs.run.Manifest.TableFiles;
import dev.glossa.jobs.table.RunRow;
import dev.glossa.jobs.table.Tables;
import dev.glossa.udf.spark.TableRows;
import dev.glossa.udf.table.Table;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;

/**
 * The tables of a wave while they are written, and their publication.
 *
 * <pre>{@code
 * StagedWave wave = new StagedWave(spark, folder, lock, "000012-5f3a9c21", false);
 * wave.write(Tables.DOCUMENTS, rows, 1);
 * wave.publish(run, List.of("000003-aa00aa00", "000004-bb11bb11"), parts);
 * }</pre>
 *
 * <p>A wave that takes the place of others names them when it is published: from the instant in
 * which it is visible, {@link Published} and the views pass them over. Then they are deleted; where
 * that breaks off, the next writer finishes it.
 */
public final class StagedWave {

  /** A file is to be large enough to be worth opening and small enough to be one task's reading. */
  private static final long BYTES_PER_FILE = 128L << 20;

  private final SparkSession spark;
  private final OutputFolder folder;
  private final Lock lock;
  private final String id;
  private final boolean whole;
  private final Map<String, TableFiles> tables = new TreeMap<>();

  /**
   * A wave that has no table yet.
   *
   * @param lock on the folder
   * @param id its name, which no visible wave has
   * @param whole whether it is to have every table, be they empty: a folder's first wave has, so
   *     that no query finds a table missing
   */
  public StagedWave(SparkSession spark, OutputFolder folder, Lock lock, String id, boolean whole) {
    this.spark = spark;
    this.folder = folder;
    this.lock = lock;
    this.id = id;
    this.whole = whole;
  }

  /** The wave's name. */
  public String id() {
    return id;
  }

  /** How many files so many bytes are to be written to. */
  public static int files(long bytes) {
    return Math.toIntExact(1 + bytes / BYTES_PER_FILE);
  }

  /**
   * A table's rows, with at least its columns, in the files and the order that they are to have.
   */
  record Ordered(Table<?> table, Dataset<Row> rows) {}

  /** Rows of a table, by their keys where they have any. */
  static Ordered byKey(Table<?> table, Dataset<Row> rows, int files) {
    Dataset<Row> its = TableRows.select(rows, table);
    Dataset<Row> ordered =
        table.has("key")
            ? its.repartition(files, col("key")).sortWithinPartitions("key")
            : its.coalesce(files);
    return new Ordered(table, ordered);
  }

  /**
   * Writes a table. Without rows it leaves nothing behind; a whole wave gets it empty in the end.
   *
   * @param rows with at least the table's columns
   * @param files how many to write
   * @return how many rows were written
   */
  public long write(Table<?> table, Dataset<Row> rows, int files) throws IOException {
    write(List.of(byKey(table, rows, files)));
    return rows(table);
  }

  /**
   * Writes tables, all at once: most are one file each, which one task writes, so that all but one
   * of the cores would wait. Where some cannot be written it says so when the others have ended.
   */
  void write(List<Ordered> all) throws IOException {
    ExecutorService writers = Executors.newCachedThreadPool();
    try {
      List<Callable<TableFiles>> each = new ArrayList<>();
      all.forEach(one -> each.add(() -> files(one)));
      for (Future<TableFiles> written : writers.invokeAll(each)) {
        TableFiles its = written.get();
        if (its.rows() > 0) {
          tables.put(its.table(), its);
        } else {
          folder.storage().delete(path(its.table()));
        }
      }
    } catch (ExecutionException e) {
      StagedWave.<RuntimeException>rethrow(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("Cannot write the tables: the run was interrupted");
    } finally {
      writers.shutdown();
    }
  }

  private TableFiles files(Ordered one) throws IOException {
    Path path = path(one.table().name());
    ParquetFiles.writer(TableRows.select(one.rows(), one.table())).save(path.toString());
    ParquetFiles.tidy(folder, path);
    return ParquetFiles.describe(folder, path);
  }

  /** How many rows of a table have been written. */
  long rows(Table<?> table) {
    return tables.containsKey(table.name()) ? tables.get(table.name()).rows() : 0;
  }

  /**
   * Writes the tables of runs and waves and what a whole wave lacks, and makes all tables visible
   * at once. Scripts of views that are missing or differ are written first.
   *
   * @param run id of the run's first wave, which may be this one
   * @param replaces ids of the waves whose place it takes
   * @param parts what was done for the wave's rows
   * @throws RunException when the folder is no longer this run's
   */
  public Manifest publish(String run, List<String> replaces, List<RunPart> parts)
      throws IOException {
    List<Ordered> last = new ArrayList<>();
    if (!parts.isEmpty()) {
      last.add(byKey(Tables.RUNS, runs(parts), 1));
    }
    Row own = RowFactory.create(id, run, replaces.toArray(String[]::new));
    Dataset<Row> itself = spark.createDataFrame(List.of(own), TableRows.schema(Tables.WAVES));
    last.add(byKey(Tables.WAVES, itself, 1));
    write(last);
    List<TableFiles> written = new ArrayList<>();
    for (Table<?> table : Tables.all()) {
      if (whole && !tables.containsKey(table.name())) {
        ParquetFiles.writeEmpty(folder, path(table.name()), TableRows.schema(table));
        tables.put(table.name(), ParquetFiles.describe(folder, path(table.name())));
      }
      if (tables.containsKey(table.name())) {
        written.add(tables.get(table.name()));
      }
    }
    Manifest manifest = new Manifest(id, run, replaces, parts, written);
    Path staging = new Path(folder.staging(), id);
    folder
        .storage()
        .createNew(new Path(staging, ManifestParser.FILE), ManifestParser.toJson(manifest));
    folder.storage().sync(staging);
    lock.check();
    if (folder.storage().exists(folder.publication().folder(id))) {
      throw taken();
    }
    List<Manifest> waves = new ArrayList<>(Published.in(folder).waves());
    waves.add(manifest);
    ViewFiles.write(folder, Published.of(folder, waves));
    if (!folder.publication().publish(staging, id)) {
      throw taken();
    }
    folder.publication().withdraw(replaces);
    return manifest;
  }

  private RunException taken() {
    return new RunException(
        "Cannot publish the wave: "
            + folder.publication().folder(id)
            + " (it is there already, so another run has written to the folder; nothing of this"
            + " run's wave is visible, start it again)");
  }

  private Dataset<Row> runs(List<RunPart> parts) {
    List<Row> rows = new ArrayList<>();
    for (RunPart part : parts) {
      for (StageRun stage : part.stages()) {
        RunRow row =
            new RunRow(
                part.run(),
                stage.stage(),
                stage.settings(),
                stage.models(),
                part.versions(),
                part.configuration(),
                part.started(),
                part.finished(),
                part.inputs().listed(),
                part.inputs().added(),
                part.inputs().changed(),
                part.inputs().gone(),
                stage.attempted(),
                stage.results(),
                stage.errors(),
                stage.seconds(),
                stage.tokens(),
                stage.paddedTokens());
        rows.add(TableRows.row(Tables.RUNS, row));
      }
    }
    return spark.createDataFrame(rows, TableRows.rowSchema(Tables.RUNS));
  }

  /** What Spark throws may be a checked exception that no method declares. */
  @SuppressWarnings("unchecked")
  private static <E extends Throwable> void rethrow(Throwable cause) throws E {
    throw (E) cause;
  }

  private Path path(String table) {
    return new Path(new Path(folder.staging(), id), table);
  }
}
