package dev.glossa.jobs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * What a folder's tables hold, whatever their files: for each table the number of its rows and a
 * SHA-256 over them in order.
 *
 * <p>DuckDB writes a float as the shortest decimal that gives the same bits back, so equal text
 * means equal bits.
 *
 * @param tables rows and hash by table
 */
record Digest(Map<String, String> tables) {

  /** Tables that say under which names inputs stand, next to those that hold results. */
  private static final Set<String> NAMES =
      Set.of("documents", "occurrences", "errors", "resolved", "word_vectors");

  /** Reads all waves under an output folder. */
  static Digest of(Path output) throws IOException, SQLException {
    return of(output, tables(output), "");
  }

  /** Reads of the stages' tables what they hold on the documents that another folder has. */
  static Digest ofResults(Path output, Path others) throws IOException, SQLException {
    Set<String> results = tables(output);
    results.removeAll(NAMES);
    String keys = others + "/data/wave=*/documents/*.parquet";
    return of(output, results, " WHERE key IN (SELECT key FROM read_parquet('" + keys + "'))");
  }

  private static Digest of(Path output, Set<String> tables, String filter) throws SQLException {
    Map<String, String> digests = new TreeMap<>();
    try (Connection duckdb = DriverManager.getConnection("jdbc:duckdb:");
        Statement sql = duckdb.createStatement()) {
      for (String table : tables) {
        String files = output + "/data/wave=*/" + table + "/*.parquet";
        String query =
            "SELECT count(*), sha256(string_agg(row, chr(10) ORDER BY row)) FROM"
                + " (SELECT CAST(t AS VARCHAR) AS row FROM read_parquet('"
                + files
                + "', hive_partitioning = false) t"
                + filter
                + ")";
        try (ResultSet rows = sql.executeQuery(query)) {
          rows.next();
          digests.put(table, rows.getLong(1) + " " + rows.getString(2));
        }
      }
    }
    return new Digest(digests);
  }

  private static TreeSet<String> tables(Path output) throws IOException {
    TreeSet<String> tables = new TreeSet<>();
    try (Stream<Path> waves = Files.list(output.resolve("data"))) {
      for (Path wave : waves.toList()) {
        try (Stream<Path> folders = Files.list(wave)) {
          folders.filter(Files::isDirectory).forEach(t -> tables.add(t.getFileName().toString()));
        }
      }
    }
    return tables;
  }
}
