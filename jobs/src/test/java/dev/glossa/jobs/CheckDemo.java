package dev.glossa.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * The demo's tables as DuckDB reads them. Not part of {@code mvn verify}: {@code .ci/run} runs it
 * after the demo with {@code -Ddemo.output=DIR}.
 */
class CheckDemo {
  private static final List<String> PER_DOCUMENT =
      List.of(
          "sentences",
          "tokens",
          "vectors",
          "attention",
          "next_token",
          "surprisal",
          "summaries",
          "answers",
          "generations",
          "trace");

  private final Path output = Path.of(System.getProperty("demo.output"));

  @Test
  void everyInputIsThereAndEveryTableHoldsEveryDocument() throws SQLException {
    try (Connection duckdb = DriverManager.getConnection("jdbc:duckdb:");
        Statement sql = duckdb.createStatement()) {
      long documents = count(sql, "SELECT count(*) FROM " + table("documents"));
      assertThat(documents).isGreaterThanOrEqualTo(40);
      assertThat(count(sql, "SELECT count(*) FROM " + table("occurrences"))).isEqualTo(64);
      assertThat(count(sql, "SELECT count(*) FROM " + table("errors"))).isZero();
      assertThat(count(sql, "SELECT count(DISTINCT key) FROM " + table("documents")))
          .isEqualTo(documents);
      for (String name : PER_DOCUMENT) {
        assertThat(count(sql, "SELECT count(DISTINCT key) FROM " + table(name)))
            .as("documents in %s", name)
            .isEqualTo(documents);
        assertThat(
                count(
                    sql,
                    "SELECT count(*) FROM "
                        + table(name)
                        + " t ANTI JOIN "
                        + table("documents")
                        + " d USING (key)"))
            .as("rows of %s without a document", name)
            .isZero();
      }
    }
  }

  @Test
  void valuesAreWhatTheirColumnsSay() throws SQLException {
    try (Connection duckdb = DriverManager.getConnection("jdbc:duckdb:");
        Statement sql = duckdb.createStatement()) {
      assertThat(
              count(
                  sql,
                  "SELECT count(*) FROM "
                      + table("vectors")
                      + " WHERE abs(list_dot_product(vector, vector) - 1) > 1e-4"))
          .as("vectors that are not of length 1")
          .isZero();
      assertThat(
              count(
                  sql,
                  "SELECT count(*) FROM "
                      + table("next_token")
                      + " WHERE abs(ln(probability) - log_probability) > 1e-3"
                      + " OR probability <= 0 OR probability > 1"))
          .as("probabilities at odds with their logarithms")
          .isZero();
      assertThat(
              count(
                  sql,
                  "SELECT count(*) FROM "
                      + table("summaries")
                      + " WHERE length(trim(summary)) = 0"))
          .as("empty summaries")
          .isZero();
      assertThat(
              count(
                  sql,
                  "SELECT count(*) FROM "
                      + table("tokens")
                      + " WHERE len(ids) = 0 OR len(ids) <> len(begins) OR len(ids) <> len(ends)"))
          .as("rows of tokens whose arrays differ in length")
          .isZero();
      assertThat(count(sql, "SELECT count(DISTINCT language) FROM " + table("documents")))
          .isEqualTo(2);
    }
  }

  @Test
  void thePageIsThere() {
    assertThat(Files.exists(output.resolve("report/index.html"))).isTrue();
  }

  private String table(String name) {
    return "read_parquet('" + output + "/data/wave=*/" + name + "/*.parquet')";
  }

  private static long count(Statement sql, String query) throws SQLException {
    try (ResultSet rows = sql.executeQuery(query)) {
      rows.next();
      return rows.getLong(1);
    }
  }
}
