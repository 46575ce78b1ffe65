package dev.glossa.udf.table;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * A table as its annotated record declares it.
 *
 * @param <T> the record of its rows
 */
public final class Table<T extends Record> {

  /** The text that a row is about. */
  public static final TableColumn KEY =
      new TableColumn(
          "key",
          ColumnType.Scalar.STRING,
          false,
          "the text: SHA-256 of its UTF-8 bytes, 64 hexadecimal digits",
          "");

  /** The settings that a result was made under. */
  public static final TableColumn SETTINGS =
      new TableColumn(
          "settings",
          ColumnType.Scalar.STRING,
          false,
          "fingerprint of the stage's settings, models and version, 16 hexadecimal digits",
          "");

  private static final Map<Type, ColumnType> TYPES =
      Map.ofEntries(
          Map.entry(String.class, ColumnType.Scalar.STRING),
          Map.entry(int.class, ColumnType.Scalar.INTEGER),
          Map.entry(Integer.class, ColumnType.Scalar.INTEGER),
          Map.entry(long.class, ColumnType.Scalar.LONG),
          Map.entry(Long.class, ColumnType.Scalar.LONG),
          Map.entry(float.class, ColumnType.Scalar.FLOAT),
          Map.entry(Float.class, ColumnType.Scalar.FLOAT),
          Map.entry(double.class, ColumnType.Scalar.DOUBLE),
          Map.entry(Double.class, ColumnType.Scalar.DOUBLE),
          Map.entry(boolean.class, ColumnType.Scalar.BOOLEAN),
          Map.entry(Instant.class, ColumnType.Scalar.TIMESTAMP));

  private final Class<T> row;
  private final String name;
  private final String per;
  private final List<TableColumn> leading;
  private final List<TableColumn> own;
  private final List<Method> accessors;

  private Table(
      Class<T> row,
      String name,
      String per,
      List<TableColumn> leading,
      List<TableColumn> own,
      List<Method> accessors) {
    this.row = row;
    this.name = name;
    this.per = per;
    this.leading = List.copyOf(leading);
    this.own = List.copyOf(own);
    this.accessors = List.copyOf(accessors);
  }

  /**
   * The table of a record.
   *
   * @param row a record with {@link TableRow}, each component with {@link Column}
   * @param leading columns in front of the record's, such as {@link #KEY}
   * @throws IllegalArgumentException when an annotation is missing or a component's type is none
   *     that a column can have
   */
  public static <T extends Record> Table<T> of(Class<T> row, TableColumn... leading) {
    TableRow table = row.getAnnotation(TableRow.class);
    if (table == null) {
      throw new IllegalArgumentException(
          "Cannot make a table of: " + row.getName() + " (it has no @TableRow; add it)");
    }
    List<TableColumn> own = new ArrayList<>();
    List<Method> accessors = new ArrayList<>();
    for (RecordComponent component : row.getRecordComponents()) {
      own.add(column(component));
      accessors.add(component.getAccessor());
    }
    return new Table<>(row, table.table(), table.per(), List.of(leading), own, accessors);
  }

  private static TableColumn column(RecordComponent component) {
    Column column = component.getAnnotation(Column.class);
    ColumnType type = type(component.getGenericType());
    if (column == null || type == null) {
      throw new IllegalArgumentException(
          "Cannot make a column of: "
              + component.getDeclaringRecord().getName()
              + "."
              + component.getName()
              + (column == null
                  ? " (it has no @Column; add it)"
                  : " (no column can have the type " + component.getGenericType() + ")"));
    }
    return new TableColumn(
        snakeCase(component.getName()),
        type,
        column.nullable() || isBoxed(component.getType()),
        column.meaning(),
        column.unit());
  }

  private static ColumnType type(Type type) {
    if (type instanceof Class<?> array && array.isArray()) {
      return TYPES.get(array.getComponentType()) instanceof ColumnType.Scalar element
          ? new ColumnType.ListOf(element, isBoxed(array.getComponentType()))
          : null;
    }
    if (type instanceof ParameterizedType generic) {
      Type[] arguments = generic.getActualTypeArguments();
      ColumnType last = TYPES.get(arguments[arguments.length - 1]);
      if (last instanceof ColumnType.Scalar scalar && generic.getRawType() == List.class) {
        return new ColumnType.ListOf(scalar, false);
      }
      return last instanceof ColumnType.Scalar scalar
              && generic.getRawType() == Map.class
              && arguments[0] == String.class
          ? new ColumnType.MapOf(scalar)
          : null;
    }
    return TYPES.get(type);
  }

  private static boolean isBoxed(Class<?> type) {
    return Number.class.isAssignableFrom(type);
  }

  private static String snakeCase(String name) {
    return name.replaceAll("([a-z0-9])([A-Z])", "$1_$2").toLowerCase(Locale.ROOT);
  }

  /** The record of its rows. */
  public Class<T> row() {
    return row;
  }

  /** The table's folder within a wave, and its name in queries. */
  public String name() {
    return name;
  }

  /** The thing of which each row describes one. */
  public String per() {
    return per;
  }

  /** All columns in order, the leading ones first. */
  public List<TableColumn> columns() {
    List<TableColumn> all = new ArrayList<>(leading);
    all.addAll(own);
    return List.copyOf(all);
  }

  /** The columns that come from the record, without the leading ones. */
  public List<TableColumn> ownColumns() {
    return own;
  }

  /** Whether the table has a column of that name. */
  public boolean has(String column) {
    return columns().stream().anyMatch(one -> one.name().equals(column));
  }

  /** A row's values in the order of {@link #ownColumns()}, as its components hold them. */
  public Object[] values(T row) {
    Object[] values = new Object[accessors.size()];
    for (int i = 0; i < values.length; i++) {
      try {
        values[i] = accessors.get(i).invoke(row);
      } catch (IllegalAccessException | InvocationTargetException e) {
        throw new IllegalStateException(
            "Cannot read " + accessors.get(i) + " (make the record public)", e);
      }
    }
    return values;
  }
}
