package dev.glossa.jobs.report;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.glossa.jobs.report.Figures.Data;
import dev.glossa.jobs.table.Tables;
import dev.glossa.udf.spark.TableRows;
import dev.glossa.udf.table.Table;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;

/**
 * The published waves of an output folder, as views for Spark SQL: one for each table that there
 * is, under the table's name, with the column {@code wave} after its own. The views live in a
 * session of their own.
 */
final class Archive implements AutoCloseable {

  private final SparkSession session;
  private final Set<String> tables = new TreeSet<>();
  private final Set<String> shown = new TreeSet<>();
  private final List<JsonNode> manifests = new ArrayList<>();

  private Archive(SparkSession session) {
    this.session = session;
  }

  /**
   * Reads which tables and manifests there are.
   *
   * @throws IOException when the folder holds no wave or cannot be read
   */
  static Archive open(SparkSession spark, Path output) throws IOException {
    Archive archive = new Archive(spark.newSession());
    // What comes out of a query here is small: one partition for each core is enough.
    int partitions = Math.max(2, Math.min(64, spark.sparkContext().defaultParallelism()));
    archive.session.conf().set("spark.sql.shuffle.partitions", partitions);
    FileSystem files = output.getFileSystem(spark.sparkContext().hadoopConfiguration());
    Path data = new Path(output, "data");
    List<Path> waves = waves(files, data);
    if (waves.isEmpty()) {
      throw new IOException(
          "Cannot draw: " + output + " (there is no folder data/wave=*; give the output of a run)");
    }
    for (Path wave : waves) {
      Path manifest = new Path(wave, "_manifest.json");
      if (files.exists(manifest)) {
        try (InputStream in = files.open(manifest)) {
          archive.manifests.add(new ObjectMapper().readTree(in));
        }
      }
    }
    for (Table<?> table : Tables.all()) {
      List<String> folders = new ArrayList<>();
      for (Path wave : waves) {
        Path folder = new Path(wave, table.name());
        if (files.exists(folder)) {
          folders.add(folder.toString());
        }
      }
      if (!folders.isEmpty()) {
        archive.tables.add(table.name());
        archive
            .session
            .read()
            .schema(TableRows.schema(table).add("wave", DataTypes.StringType))
            .option("__globPaths__", "false")
            .option("basePath", data.toString())
            .parquet(folders.toArray(String[]::new))
            .createOrReplaceTempView(table.name());
      }
    }
    return archive;
  }

  private static List<Path> waves(FileSystem files, Path data) throws IOException {
    if (!files.exists(data)) {
      return List.of();
    }
    return Arrays.stream(files.listStatus(data))
        .filter(FileStatus::isDirectory)
        .map(FileStatus::getPath)
        .filter(folder -> folder.getName().startsWith("wave="))
        .sorted()
        .toList();
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

  /** What each wave says of itself, in the order of the waves' names. */
  List<JsonNode> manifests() {
    return manifests;
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

  /** Lets go of what {@link #shown} keeps. */
  @Override
  public void close() {
    shown.forEach(view -> session.table(view).unpersist());
  }

  /** The rows of a query; it must be bounded. */
  Data query(String sql) {
    return Data.of(session.sql(sql));
  }
}
