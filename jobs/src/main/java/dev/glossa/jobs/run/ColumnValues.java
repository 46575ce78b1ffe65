package dev.glossa.jobs.run;

import static org.apache.spark.sql.functions.expr;

import org.apache.spark.sql.Column;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.MapType;

/**
 * An input's values in further columns, as the column {@code columns} of a dataset: a map by the
 * columns' names where they are kept, and while they are compared its entries, since Spark neither
 * compares nor orders maps.
 */
final class ColumnValues {

  /** The map; null where nothing is known. */
  static final MapType TYPE = DataTypes.createMapType(DataTypes.StringType, DataTypes.StringType);

  private ColumnValues() {}

  /** The entries of a map, in the order of their names; null where the map is. */
  static Column entries() {
    return expr("sort_array(map_entries(columns))");
  }

  /** The map of entries, of which those without a value are left out; null where they are. */
  static Column map() {
    return expr("map_from_entries(filter(columns, c -> c.value IS NOT NULL))");
  }

  /**
   * The entries that result when a run reads an input again: those that it has read, and of columns
   * that it does not name those that stand. Null where it names none.
   *
   * @param standing name of the column with the entries that stand, never null
   */
  static Column merged(String standing) {
    return expr(
        "sort_array(concat(filter(columns, c -> c.value IS NOT NULL), filter("
            + standing
            + ", s -> NOT exists(columns, c -> c.key = s.key))))");
  }
}
