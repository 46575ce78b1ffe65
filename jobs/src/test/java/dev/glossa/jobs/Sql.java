package dev.glossa.jobs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.spark.sql.SparkSession;

/** The views of an output folder, asked through one of the engines that they are written for. */
public interface Sql extends AutoCloseable {

  /** A query's rows, each with its values between bars. */
  List<String> rows(String query) throws SQLException;

  /** A name that may be a word of the language. */
  String quote(String name);

  @Override
  void close() throws SQLException;

  /** DuckDB with the views of {@code views.sql}. */
  static Sql duckDb(Path output) throws IOException, SQLException {
    Connection connection = DriverManager.getConnection("jdbc:duckdb:");
    try (Statement statement = connection.createStatement()) {
      statement.execute(Files.readString(output.resolve("views.sql")));
    }
    return new Sql() {
      @Override
      public List<String> rows(String query) throws SQLException {
        List<String> rows = new ArrayList<>();
        try (Statement statement = connection.createStatement();
            ResultSet result = statement.executeQuery(query)) {
          int columns = result.getMetaData().getColumnCount();
          while (result.next()) {
            List<String> values = new ArrayList<>();
            for (int i = 1; i <= columns; i++) {
              values.add(Objects.toString(result.getString(i)));
            }
            rows.add(String.join("|", values));
          }
        }
        return rows;
      }

      @Override
      public String quote(String name) {
        return '"' + name + '"';
      }

      @Override
      public void close() throws SQLException {
        connection.close();
      }
    };
  }

  /**
   * Spark SQL with the views of {@code views.spark.sql}, in a session of their own. Spark resolves
   * a view when it is made, which takes a second for each, so a view is made when it is first asked
   * for.
   */
  static Sql spark(SparkSession spark, Path output) throws IOException {
    SparkSession session = spark.newSession();
    ViewScript script = ViewScript.of(Files.readString(output.resolve("views.spark.sql")));
    return new Sql() {
      @Override
      public List<String> rows(String query) {
        script.statementsFor(query).forEach(session::sql);
        return session.sql(query).collectAsList().stream()
            .map(
                row ->
                    IntStream.range(0, row.size())
                        .mapToObj(i -> Objects.toString(row.get(i)))
                        .collect(Collectors.joining("|")))
            .toList();
      }

      @Override
      public String quote(String name) {
        return '`' + name + '`';
      }

      @Override
      public void close() {
        // The session goes with its views.
      }
    };
  }
}
