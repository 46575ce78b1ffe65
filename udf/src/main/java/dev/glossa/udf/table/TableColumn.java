package dev.glossa.udf.table;

/**
 * A column of a table.
 *
 * @param name in lower case, words joined by underscores
 * @param nullable whether the value may be missing
 * @param meaning one line
 * @param unit of a number, or empty
 */
public record TableColumn(
    String name, ColumnType type, boolean nullable, String meaning, String unit) {

  /** The meaning with its unit, as one line. */
  public String comment() {
    return unit.isEmpty() ? meaning : meaning + "; in " + unit;
  }
}
