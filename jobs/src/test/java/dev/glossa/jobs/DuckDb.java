package dev.glossa.jobs;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/** Questions to published tables that Spark has no part in answering. */
final class DuckDb {
  private DuckDb() {}

  /** A table of all waves below an output folder, as something to select from. */
  static String table(Path output, String table) {
    return "read_parquet('" + output + "/data/wave=*/" + table + "/*.parquet')";
  }

  /** The single number that a query gives. */
  static long number(String query) throws SQLException {
    try (Connection duckdb = DriverManager.getConnection("jdbc:duckdb:");
        Statement sql = duckdb.createStatement();
        ResultSet rows = sql.executeQuery(query)) {
      rows.next();
      return rows.getLong(1);
    }
  }

  /** The single column that a query gives. */
  static List<String> strings(String query) throws SQLException {
    List<String> strings = new ArrayList<>();
    try (Connection duckdb = DriverManager.getConnection("jdbc:duckdb:");
        Statement sql = duckdb.createStatement();
        ResultSet rows = sql.executeQuery(query)) {
      while (rows.next()) {
        strings.add(rows.getString(1));
      }
    }
    return strings;
  }
}
