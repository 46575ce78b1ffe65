package dev.glossa.jobs.report;

import dev.glossa.jobs.report.Figures.Data;
import dev.glossa.jobs.run.Manifest.RunPart;
import dev.glossa.jobs.run.OutputFolder;
import dev.glossa.jobs.run.Published;
import dev.glossa.jobs.run.State;
import dev.glossa.jobs.table.Tables;
import dev.glossa.udf.table.Table;
import dev.glossa.udf.task.Stage;
import dev.glossa.udf.task.Stages;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * What stands in an output folder, as views for Spark SQL: the archive's own tables and those of
 * the stages that were run, under the tables' names. {@code documents} has each text once, with
 * source, position and id of its first occurrence. The views live in a session of their own.
 */
final class Archive implements AutoCloseable {

  private final SparkSession session;
  private final Published published;
  private final Set<String> tables = new TreeSet<>();
  private final Set<String> shown = new TreeSet<>();

  private Archive(SparkSession session, Published published) {
    this.session = session;
    this.published = published;
  }

  /**
   * Reads what is published.
   *
   * @throws IOException when the folder holds no wave or cannot be read
   */
  static Archive open(SparkSession spark, String output) throws IOException {
    SparkSession session = spark.newSession();
    // What comes out of a query here is small: one partition for each core is enough.
    int partitions = Math.max(2, Math.min(64, spark.sparkContext().defaultParallelism()));
    session.conf().set("spark.sql.shuffle.partitions", partitions);
    Published published =
        Published.in(OutputFolder.forReading(output, spark.sessionState().newHadoopConf()));
    Archive archive = new Archive(session, published);
    State state = State.of(session, published);
    archive.add(Tables.DOCUMENTS, state.documents());
    archive.add(Tables.OCCURRENCES, state.occurrences());
    archive.add(Tables.ERRORS, state.errors());
    for (Stage stage : Stages.all()) {
      for (Table<?> table : stage.tables()) {
        archive.add(table, state.results(stage, table));
      }
    }
    return archive;
  }

  private void add(Table<?> table, Dataset<Row> rows) {
    // Of a stage that was never run there is nothing to tell; that nothing failed is worth telling.
    if (published.rows(table) > 0 || !Tables.results().contains(table)) {
      tables.add(table.name());
      rows.createOrReplaceTempView(table.name());
    }
  }

  SparkSession session() {
    return session;
  }

  boolean has(String table) {
    return tables.contains(table);
  }

  Set<String> tables() {
    return tables;
  }

  /** What each run did, wave by wave, the oldest first. */
  List<RunPart> runs() {
    return published.runs();
  }

  /** How many waves there are. */
  int waves() {
    return published.waves().size();
  }

  /**
   * The examples' rows of a table as a view of its own, with the column {@code place} of {@code
   * examples}; asked for twice, they are read once.
   *
   * @return the view's name
   */
  String shown(String table) {
    String view = "shown_" + table;
    if (shown.add(view)) {
      session
          .sql("SELECT t.*, e.place FROM " + table + " t JOIN examples e ON t.key = e.key")
          .persist()
          .createOrReplaceTempView(view);
    }
    return view;
  }

  /** Frees the data that {@link #shown} keeps. */
  @Override
  public void close() {
    shown.forEach(view -> session.table(view).unpersist());
  }

  /** The rows of a query; it must be bounded. */
  Data query(String sql) {
    return Data.of(session.sql(sql));
  }
}
