package dev.glossa.jobs.view;

import dev.glossa.udf.schema.FlatSchema;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** What differs between the two engines in the statements of {@link Views}. */
public enum Dialect {
  /** DuckDB, from version 1.1. */
  DUCKDB("views.sql", "*?[{") {
    @Override
    String create(String view) {
      return "CREATE OR REPLACE VIEW " + quote(view) + " AS\n";
    }

    @Override
    String quote(String name) {
      return '"' + name.replace("\"", "\"\"") + '"';
    }

    @Override
    String literal(String text) {
      return "'" + text.replace("'", "''") + "'";
    }

    @Override
    String rows(String table, List<String> columns) {
      return "(SELECT "
          + columns.stream().map(this::quote).collect(Collectors.joining(", "))
          + ", regexp_extract(filename, '.*/wave=([^/]*)/[^/]*/[^/]*$', 1) AS wave_of_file"
          + " FROM read_parquet("
          + literal(table + "/*.parquet")
          + ", filename = true, hive_partitioning = false))";
    }

    @Override
    String materialized() {
      return "MATERIALIZED ";
    }

    @Override
    String elements(String array) {
      return "unnest(" + array + ")";
    }

    @Override
    String fail(String message) {
      return "error(" + literal(message) + ")";
    }

    @Override
    String text() {
      return "VARCHAR";
    }

    /** The structure is itself JSON: {"name":"VARCHAR","amounts":["DOUBLE"]}. */
    @Override
    String structure(String fields) {
      return "{" + fields + "}";
    }

    @Override
    String field(FlatSchema.Field field) {
      String type = '"' + type(field.type()) + '"';
      return name(field.name()) + ": " + (field.list() ? "[" + type + "]" : type);
    }

    private String name(String name) {
      return '"' + name.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }

    @Override
    String escape(char special) {
      return "[" + special + "]";
    }

    @Override
    Optional<String> unable(String path) {
      return path.contains("://")
          ? Optional.of("Cannot read with DuckDB: " + path + " (it is not on a local disk)")
          : path.indexOf('\\') < 0
              ? Optional.empty()
              : Optional.of(
                  "Cannot read with DuckDB: "
                      + path
                      + " (DuckDB takes a backslash in a folder's name for the end of the name;"
                      + " rename the folder, or use Spark)");
    }
  },

  /** Spark SQL 3.5. */
  SPARK("views.spark.sql", "*?[]{}\\,^!") {
    @Override
    String create(String view) {
      return "CREATE OR REPLACE TEMPORARY VIEW " + quote(view) + " AS\n";
    }

    @Override
    String quote(String name) {
      return '`' + name.replace("`", "``") + '`';
    }

    @Override
    String literal(String text) {
      return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'";
    }

    @Override
    String rows(String table, List<String> columns) {
      return "(SELECT "
          + columns.stream().map(this::quote).collect(Collectors.joining(", "))
          + ", regexp_extract(_metadata.file_path, '.*/wave=([^/]*)/[^/]*/[^/]*$', 1)"
          + " AS wave_of_file FROM parquet."
          + quote(table)
          + ")";
    }

    @Override
    String materialized() {
      return "";
    }

    @Override
    String elements(String array) {
      return "explode(" + array + ")";
    }

    @Override
    String fail(String message) {
      return "raise_error(" + literal(message) + ")";
    }

    @Override
    String text() {
      return "STRING";
    }

    @Override
    String structure(String fields) {
      return fields;
    }

    @Override
    String field(FlatSchema.Field field) {
      String type = type(field.type());
      return quote(field.name()) + " " + (field.list() ? "ARRAY<" + type + ">" : type);
    }

    @Override
    String escape(char special) {
      return "\\" + special;
    }

    @Override
    Optional<String> unable(String path) {
      int scheme = path.indexOf("://");
      String names = scheme < 0 ? path : path.substring(path.indexOf('/', scheme + 3));
      return names.indexOf(':') < 0
          ? Optional.empty()
          : Optional.of(
              "Cannot read with Spark: "
                  + path
                  + " (Hadoop finds no pattern below a folder with a colon in its name; rename the"
                  + " folder, or use DuckDB)");
    }
  };

  private final String file;
  private final String special;

  Dialect(String file, String special) {
    this.file = file;
    this.special = special;
  }

  /** The script's name in the output folder. */
  public String file() {
    return file;
  }

  /** Begins a statement that makes a view, whether there is one of that name or not. */
  abstract String create(String view);

  /** A name as an identifier. */
  abstract String quote(String name);

  /** A text as a string. */
  abstract String literal(String text);

  /**
   * The rows of a table's files as a subquery, with the column {@code wave_of_file} after its own.
   *
   * @param table a pattern of the folders that hold the table's files
   */
  abstract String rows(String table, List<String> columns);

  /**
   * The keyword that makes a common table expression be read once, if the engine has to be told.
   */
  abstract String materialized();

  /** An array's elements, one a row. */
  abstract String elements(String array);

  /** An expression whose evaluation fails with a message. */
  abstract String fail(String message);

  /** The type of texts. */
  abstract String text();

  /**
   * An object's values as a struct of typed columns, each null where the object has none.
   *
   * @param json an expression of JSON
   */
  String columns(String json, FlatSchema schema) {
    String fields = schema.fields().stream().map(this::field).collect(Collectors.joining(", "));
    return "from_json(" + json + ", " + literal(structure(fields)) + ")";
  }

  /** What tells the engine the type of a struct of these fields. */
  abstract String structure(String fields);

  /** A field of a struct, its name and its type. */
  abstract String field(FlatSchema.Field field);

  /** The type of values of a schema. */
  String type(FlatSchema.Type type) {
    return switch (type) {
      case TEXT -> text();
      case INTEGER -> "BIGINT";
      case NUMBER -> "DOUBLE";
      case BOOLEAN -> "BOOLEAN";
    };
  }

  abstract String escape(char special);

  /** The reason why the engine cannot read files below a path by a pattern, if there is one. */
  abstract Optional<String> unable(String path);

  /** A pattern that matches a path and no other. */
  String pattern(String path) {
    StringBuilder pattern = new StringBuilder();
    for (char c : path.toCharArray()) {
      pattern.append(special.indexOf(c) < 0 ? String.valueOf(c) : escape(c));
    }
    return pattern.toString();
  }
}
