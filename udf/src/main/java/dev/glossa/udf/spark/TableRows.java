package dev.glossa.udf.spark;

import dev.glossa.udf.table.ColumnType;
import dev.glossa.udf.table.Table;
import dev.glossa.udf.table.TableColumn;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import scala.collection.JavaConverters;

/** Tables and their records in Spark's terms: schemas with a comment on each column, and rows. */
public final class TableRows {
  private TableRows() {}

  /** The schema of all columns of a table. */
  public static StructType schema(Table<?> table) {
    return schema(table.columns());
  }

  /** The schema of {@link #row}: the record's own columns. */
  public static StructType rowSchema(Table<?> table) {
    return schema(table.ownColumns());
  }

  /**
   * A record as a row of {@link #rowSchema}. Arrays stay Java arrays, which Spark's row encoder
   * takes; lists become arrays, and maps Scala's. These are in the order of their keys, so that the
   * same row is the same bytes in a file.
   */
  public static <T extends Record> Row row(Table<T> table, T row) {
    Object[] values = table.values(row);
    for (int i = 0; i < values.length; i++) {
      values[i] = value(values[i]);
    }
    return RowFactory.create(values);
  }

  private static Object value(Object value) {
    if (value instanceof List<?> list) {
      return list.toArray(String[]::new);
    }
    return value instanceof Map<?, ?> map
        ? JavaConverters.mapAsScalaMap(new TreeMap<>(map))
        : value;
  }

  /**
   * A table's columns of a dataset, in their order, with the comments that Parquet files keep.
   *
   * @param rows a dataset with at least these columns
   */
  public static Dataset<Row> select(Dataset<Row> rows, Table<?> table) {
    Column[] columns = new Column[table.columns().size()];
    for (int i = 0; i < columns.length; i++) {
      StructField field = field(table.columns().get(i));
      columns[i] = functions.col("`" + field.name() + "`").as(field.name(), field.metadata());
    }
    return rows.select(columns);
  }

  /** A column's type in Spark. */
  public static DataType type(TableColumn column) {
    if (column.type() instanceof ColumnType.ListOf list) {
      return DataTypes.createArrayType(scalar(list.element()), list.nullableElements());
    }
    if (column.type() instanceof ColumnType.MapOf map) {
      return DataTypes.createMapType(DataTypes.StringType, scalar(map.value()), false);
    }
    return scalar((ColumnType.Scalar) column.type());
  }

  static ArrayType arrayOfRows(Table<?> table) {
    return DataTypes.createArrayType(rowSchema(table), false);
  }

  private static DataType scalar(ColumnType.Scalar scalar) {
    return switch (scalar) {
      case STRING -> DataTypes.StringType;
      case INTEGER -> DataTypes.IntegerType;
      case LONG -> DataTypes.LongType;
      case FLOAT -> DataTypes.FloatType;
      case DOUBLE -> DataTypes.DoubleType;
      case BOOLEAN -> DataTypes.BooleanType;
      case TIMESTAMP -> DataTypes.TimestampType;
    };
  }

  private static StructType schema(List<TableColumn> columns) {
    StructType schema = new StructType();
    for (TableColumn column : columns) {
      schema = schema.add(field(column));
    }
    return schema;
  }

  private static StructField field(TableColumn column) {
    return DataTypes.createStructField(column.name(), type(column), column.nullable())
        .withComment(column.comment());
  }
}
