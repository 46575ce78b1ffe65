package dev.glossa.jobs.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** The numbers behind the pictures, each set under the name of its figure. */
final class Figures {

  private final Map<String, Data> figures = new LinkedHashMap<>();

  /**
   * Rows small enough for a page.
   *
   * @param columns their names
   * @param rows values in the order of the columns; those of a query can also be had by name
   */
  record Data(List<String> columns, List<Row> rows) {

    /** All rows of a query, which must be bounded. */
    static Data of(Dataset<Row> query) {
      return new Data(List.of(query.columns()), query.collectAsList());
    }

    /** The different texts of a column, in order of appearance. */
    List<String> distinct(int column) {
      return rows.stream().map(row -> row.getString(column)).distinct().toList();
    }
  }

  /**
   * Keeps the numbers of a figure.
   *
   * @throws IllegalStateException when two figures have the same name
   */
  void add(String name, Data data) {
    if (figures.put(name, data) != null) {
      throw new IllegalStateException("Cannot add the figure: " + name + " (there is one already)");
    }
  }

  /** The figures in the order of the page. */
  Map<String, Data> all() {
    return figures;
  }

  /**
   * A figure's numbers as comma-separated values (RFC 4180, UTF-8): a line of names, then one line
   * per row; nothing stands between two commas where a value is missing.
   */
  static String csv(Data data) {
    List<String> lines = new ArrayList<>();
    lines.add(data.columns().stream().map(Figures::quoted).collect(Collectors.joining(",")));
    for (Row row : data.rows()) {
      List<String> values = new ArrayList<>();
      for (int i = 0; i < row.size(); i++) {
        values.add(row.isNullAt(i) ? "" : quoted(String.valueOf(row.get(i))));
      }
      lines.add(String.join(",", values));
    }
    return String.join("\r\n", lines) + "\r\n";
  }

  private static String quoted(String value) {
    boolean plain = value.chars().noneMatch(c -> c == ',' || c == '"' || c == '\n' || c == '\r');
    return plain ? value : '"' + value.replace("\"", "\"\"") + '"';
  }
}
