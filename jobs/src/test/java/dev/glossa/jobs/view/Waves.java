package dev.glossa.jobs.view;

import dev.glossa.jobs.table.Tables;
import dev.glossa.udf.table.ColumnType;
import dev.glossa.udf.table.Table;
import dev.glossa.udf.table.TableColumn;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Waves written by hand, with DuckDB, of whichever rows a test wants. */
final class Waves implements AutoCloseable {
  private final Path output;
  private final Connection duckdb;

  Waves(Path output) throws IOException, SQLException {
    this.output = Files.createDirectories(output);
    Files.createDirectories(output.resolve("data"));
    this.duckdb = DriverManager.getConnection("jdbc:duckdb:");
  }

  /** Writes the script for an engine and returns it. */
  String script(Dialect dialect) throws IOException {
    String script =
        Views.script(
            dialect, new org.apache.hadoop.fs.Path("file", "", output + "/data"), Map.of());
    Files.writeString(output.resolve(dialect.file()), script);
    return script;
  }

  /** A wave with every table, all of them empty but {@code waves}. */
  Waves first(String id) throws IOException, SQLException {
    for (Table<?> table : Tables.all()) {
      if (!table.equals(Tables.WAVES)) {
        rows(id, table.name());
      }
    }
    return wave(id);
  }

  /** Writes a wave's own row and makes the wave visible. */
  Waves wave(String id, String... replaces) throws IOException, SQLException {
    String list = Stream.of(replaces).map(one -> "'" + one + "'").collect(Collectors.joining(", "));
    rows(id, "waves", "('" + id + "', '" + id + "', [" + list + "])");
    Files.move(staged(id), output.resolve("data/wave=" + id), StandardCopyOption.ATOMIC_MOVE);
    return this;
  }

  /** Takes a wave away. */
  void withdraw(String id) throws IOException {
    Path gone = output.resolve("_gone-" + id);
    Files.move(output.resolve("data/wave=" + id), gone, StandardCopyOption.ATOMIC_MOVE);
    try (Stream<Path> all = Files.walk(gone)) {
      for (Path each : all.sorted(java.util.Comparator.reverseOrder()).toList()) {
        Files.delete(each);
      }
    }
  }

  /** Writes rows of a table of a wave that is not visible yet. */
  Waves rows(String id, String name, String... rows) throws IOException, SQLException {
    Table<?> table = Tables.find(name).orElseThrow();
    Path folder = Files.createDirectories(staged(id).resolve(name));
    String columns =
        table.columns().stream()
            .map(column -> '"' + column.name() + "\" " + type(column))
            .collect(Collectors.joining(", "));
    try (Statement sql = duckdb.createStatement()) {
      sql.execute("CREATE OR REPLACE TABLE t (" + columns + ")");
      for (String row : rows) {
        sql.execute("INSERT INTO t VALUES " + row);
      }
      Path file = Files.createTempFile("waves", ".parquet");
      sql.execute("COPY t TO '" + file + "' (FORMAT parquet)");
      Files.move(file, folder.resolve("part-0.parquet"), StandardCopyOption.REPLACE_EXISTING);
    }
    return this;
  }

  private Path staged(String id) {
    return output.resolve("_staging").resolve(id);
  }

  private static String type(TableColumn column) {
    if (column.type() instanceof ColumnType.ListOf list) {
      return scalar(list.element()) + "[]";
    }
    if (column.type() instanceof ColumnType.MapOf map) {
      return "MAP(VARCHAR, " + scalar(map.value()) + ")";
    }
    return scalar((ColumnType.Scalar) column.type());
  }

  private static String scalar(ColumnType.Scalar scalar) {
    return switch (scalar) {
      case STRING -> "VARCHAR";
      case INTEGER -> "INTEGER";
      case LONG -> "BIGINT";
      case FLOAT -> "FLOAT";
      case DOUBLE -> "DOUBLE";
      case BOOLEAN -> "BOOLEAN";
      case TIMESTAMP -> "TIMESTAMPTZ";
    };
  }

  /** The names of tables with results of documents, for tests that ask all of them. */
  static List<String> tables() {
    return Tables.all().stream().map(Table::name).toList();
  }

  @Override
  public void close() throws SQLException {
    duckdb.close();
  }
}
