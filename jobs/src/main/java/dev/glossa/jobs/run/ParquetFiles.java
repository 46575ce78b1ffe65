package dev.glossa.jobs.run;

import dev.glossa.jobs.run.Manifest.DataFile;
import dev.glossa.jobs.run.Manifest.TableFiles;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.fs.Path;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.ParquetFileWriter;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.util.HadoopInputFile;
import org.apache.parquet.hadoop.util.HadoopOutputFile;
import org.apache.parquet.schema.MessageType;
import org.apache.spark.sql.DataFrameWriter;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.execution.datasources.parquet.SparkToParquetSchemaConverter;
import org.apache.spark.sql.internal.SQLConf;
import org.apache.spark.sql.types.StructType;

/** Writing, counting and hashing of Parquet files. */
final class ParquetFiles {

  private static final int CHUNK = 1 << 20;

  private ParquetFiles() {}

  /**
   * A Parquet writer with zstd. Version 1 of the committer, because under version 2 a task that
   * dies while it commits leaves part of its rows where they are read.
   */
  static DataFrameWriter<Row> writer(Dataset<Row> rows) {
    return writer(rows, false);
  }

  /**
   * A writer of what is read again here and deleted before the wave is published. Much of the time
   * goes into dictionaries and the third level of lists, so it makes none, and its lists have two
   * levels as in old files.
   */
  static DataFrameWriter<Row> passing(Dataset<Row> rows) {
    return writer(rows, true).option("parquet.enable.dictionary", "false");
  }

  /**
   * Times are written as other readers of Parquet understand them. That and the form of lists are
   * settings of the session alone.
   */
  private static DataFrameWriter<Row> writer(Dataset<Row> rows, boolean twoLevels) {
    rows.sparkSession().conf().set("spark.sql.parquet.outputTimestampType", "TIMESTAMP_MICROS");
    rows.sparkSession().conf().set("spark.sql.parquet.writeLegacyFormat", twoLevels);
    return rows.write()
        .format("parquet")
        .option("compression", "zstd")
        .option("mapreduce.fileoutputcommitter.algorithm.version", "1");
  }

  /**
   * Rows that were written to a folder, whatever characters its path has; none where nothing was.
   */
  static Dataset<Row> read(SparkSession spark, StructType schema, Path folder) {
    return spark.read().schema(schema).option("__globPaths__", "false").parquet(folder.toString());
  }

  /** A file of no rows that has the columns, as Spark would write it. */
  static void writeEmpty(OutputFolder folder, Path table, StructType schema) throws IOException {
    folder.storage().makeFolder(table);
    MessageType columns = new SparkToParquetSchemaConverter(new SQLConf()).convert(schema);
    Path file = new Path(table, "part-00000.zstd.parquet");
    ParquetFileWriter writer =
        new ParquetFileWriter(
            HadoopOutputFile.fromPath(file, folder.configuration()),
            columns,
            ParquetFileWriter.Mode.CREATE,
            ParquetWriter.DEFAULT_BLOCK_SIZE,
            ParquetWriter.MAX_PADDING_SIZE_DEFAULT);
    writer.start();
    writer.end(Map.of("org.apache.spark.sql.parquet.row.metadata", schema.json()));
    tidy(folder, table);
  }

  /** Deletes what is no data: Hadoop's checksum files, which some globs match, and its marker. */
  static void tidy(OutputFolder folder, Path table) throws IOException {
    for (Storage.Entry entry : folder.storage().list(table)) {
      if (entry.name().startsWith(".") || entry.name().startsWith("_")) {
        folder.storage().delete(new Path(table, entry.name()));
      }
    }
  }

  /** A table's files as they are on the disk: rows from the footers, hashes from the bytes. */
  static TableFiles describe(OutputFolder folder, Path table) throws IOException {
    List<DataFile> files = new ArrayList<>();
    long rows = 0;
    for (Storage.Entry entry : folder.storage().list(table)) {
      Path file = new Path(table, entry.name());
      long its = rows(folder, file);
      files.add(new DataFile(entry.name(), its, entry.bytes(), sha256(folder, file)));
      rows += its;
    }
    return new TableFiles(table.getName(), rows, files);
  }

  static long rows(OutputFolder folder, Path file) throws IOException {
    try (ParquetFileReader reader =
        ParquetFileReader.open(HadoopInputFile.fromPath(file, folder.configuration()))) {
      return reader.getRecordCount();
    }
  }

  static String sha256(OutputFolder folder, Path file) throws IOException {
    MessageDigest digest = Keys.digest();
    byte[] chunk = new byte[CHUNK];
    try (InputStream in = folder.storage().open(file)) {
      for (int n = in.read(chunk); n >= 0; n = in.read(chunk)) {
        digest.update(chunk, 0, n);
      }
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  /** Bytes of all files below a folder. */
  static long bytes(OutputFolder folder, Path path) throws IOException {
    long bytes = 0;
    for (Storage.Entry entry : folder.storage().list(path)) {
      bytes += entry.folder() ? bytes(folder, new Path(path, entry.name())) : entry.bytes();
    }
    return bytes;
  }
}
