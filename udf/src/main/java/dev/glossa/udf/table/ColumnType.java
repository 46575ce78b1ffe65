package dev.glossa.udf.table;

/** The type of a column. */
public sealed interface ColumnType {

  /** One value. */
  enum Scalar implements ColumnType {
    STRING,
    INTEGER,
    LONG,
    FLOAT,
    DOUBLE,
    BOOLEAN,
    TIMESTAMP
  }

  /**
   * An array.
   *
   * @param nullableElements whether its elements may be missing
   */
  record ListOf(Scalar element, boolean nullableElements) implements ColumnType {}

  /** A map from strings. */
  record MapOf(Scalar value) implements ColumnType {}
}
