package dev.glossa.jobs.run;

import dev.glossa.jobs.run.Manifest.DataFile;
import dev.glossa.jobs.run.Manifest.TableFiles;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.apache.hadoop.fs.Path;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.util.HadoopInputFile;
import org.apache.spark.sql.DataFrameWriter;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** Writing, counting and hashing of Parquet files. */
final class ParquetFiles {

  private static final int CHUNK = 1 << 20;

  private ParquetFiles() {}

  /**
   * A Parquet writer with zstd. Version 1 of the committer, because under version 2 a task that
   * dies while it commits leaves part of its rows where they are read.
   */
  static DataFrameWriter<Row> writer(Dataset<Row> rows) {
    return rows.write()
        .format("parquet")
        .option("compression", "zstd")
        .option("mapreduce.fileoutputcommitter.algorithm.version", "1");
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
