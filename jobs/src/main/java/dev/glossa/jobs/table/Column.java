package dev.glossa.jobs.table;

import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * A column of a table.
 *
 * @param name in lower case, words joined by underscores
 * @param type as Spark names it
 * @param optional whether it may be null; for an array, whether its elements may
 * @param meaning one line, with the unit where there is one
 */
public record Column(String name, DataType type, boolean optional, String meaning) {

  static Column text(String name, String meaning) {
    return new Column(name, DataTypes.StringType, false, meaning);
  }

  static Column integer(String name, String meaning) {
    return new Column(name, DataTypes.IntegerType, false, meaning);
  }

  static Column big(String name, String meaning) {
    return new Column(name, DataTypes.LongType, false, meaning);
  }

  static Column real(String name, String meaning) {
    return new Column(name, DataTypes.FloatType, false, meaning);
  }

  static Column flag(String name, String meaning) {
    return new Column(name, DataTypes.BooleanType, false, meaning);
  }

  static Column texts(String name, String meaning) {
    return array(name, DataTypes.StringType, meaning);
  }

  static Column integers(String name, String meaning) {
    return array(name, DataTypes.IntegerType, meaning);
  }

  static Column reals(String name, String meaning) {
    return array(name, DataTypes.FloatType, meaning);
  }

  private static Column array(String name, DataType element, String meaning) {
    return new Column(name, new ArrayType(element, false), false, meaning);
  }

  /** The same column where a value may be missing: null, or in an array a null element. */
  Column orNull() {
    DataType type =
        this.type instanceof ArrayType array ? new ArrayType(array.elementType(), true) : this.type;
    return new Column(name, type, true, meaning);
  }

  StructField field() {
    return DataTypes.createStructField(name, type, optional && !(type instanceof ArrayType));
  }

  static StructType schema(Iterable<Column> columns) {
    StructType schema = new StructType();
    for (Column column : columns) {
      schema = schema.add(column.field());
    }
    return schema;
  }
}
