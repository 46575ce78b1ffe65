package dev.glossa.jobs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
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

  /** The archive's own tables, next to those that hold the stages' results. */
  private static final Set<String> OWN =
      Set.of("documents", "occurrences", "removed", "results", "errors", "runs", "word_vectors");

  /** Which run wrote a row is not what it says. */
  private static final Set<String> WITH_RUN = Set.of("occurrences", "removed", "results", "errors");

  /** Of the runs what does not depend on when they were made and how often they were broken off. */
  private static final String RUNS =
      "SELECT stage, settings, models, sum(added), sum(changed), sum(gone),"
          + " sum(attempted), sum(results), sum(errors)";

  /** Reads all waves under an output folder. */
  static Digest of(Path output) throws IOException, SQLException {
    return of(output, tables(output), "");
  }

  /** Reads of the stages' tables what they hold on the documents that another folder has. */
  static Digest ofResults(Path output, Path others) throws IOException, SQLException {
    Set<String> results = tables(output);
    results.removeAll(OWN);
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
                + " (SELECT CAST(t AS VARCHAR) AS row FROM ("
                + rows(table, files)
                + ") t"
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

  private static String rows(String table, String files) {
    String from = " FROM read_parquet('" + files + "', hive_partitioning = false)";
    if (table.equals("runs")) {
      return RUNS + from + " GROUP BY ALL HAVING sum(attempted) > 0";
    }
    return (WITH_RUN.contains(table) ? "SELECT * EXCLUDE (run)" : "SELECT *") + from;
  }

  /** The same without some of the tables. */
  Digest without(String... names) {
    Map<String, String> left = new TreeMap<>(tables);
    List.of(names).forEach(left::remove);
    return new Digest(left);
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
    // How many waves there are, and their names, is for each run to say.
    tables.remove("waves");
    return tables;
  }
}
