package dev.glossa.udf.spark.ml;

import dev.glossa.udf.spark.sql.GlossaExtensions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.ml.Transformer;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.util.MLWritable;
import org.apache.spark.ml.util.MLWriter;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StringType;
import org.apache.spark.sql.types.StructType;

/**
 * A function of SQL on a column of texts. The session must have {@link GlossaExtensions}. NULL
 * gives NULL; a text without a result ends the query, unless {@code errorCol} is set.
 *
 * @param <T> the transformer itself, which its setters return
 */
public abstract class TextTransformer<T extends TextTransformer<T>> extends Transformer
    implements MLWritable {
  private final String uid;
  private final Param<String> inputCol;
  private final Param<String> outputCol;
  private final Param<String> errorCol;
  private final Param<String> model;
  private final Param<Map<String, String>> options;

  TextTransformer(String uid) {
    this.uid = uid;
    this.inputCol = new Param<>(this, "inputCol", "name of the column of texts", Check.notBlank());
    this.outputCol = new Param<>(this, "outputCol", "name of the new column", Check.notBlank());
    this.errorCol =
        new Param<>(
            this,
            "errorCol",
            "name of a new column that says why a text has no result; without it such a text ends"
                + " the query",
            Check.notBlank());
    this.model =
        new Param<>(
            this,
            "model",
            "name of a model in the configuration; without it the configured one",
            Check.notBlank());
    this.options =
        new OptionsParam(
            this,
            "options",
            "further settings: keys of the section of glossa.conf that belongs to the function, all"
                + " but the model");
    setDefault(outputCol, uid + "__output");
    setDefault(options, Map.<String, String>of());
  }

  /** The function's name, without {@code try_}. */
  abstract String function();

  /** Type of the new column. */
  abstract DataType outputType();

  /** What the function is told besides the text. */
  List<Column> arguments() {
    return List.of();
  }

  /** The new column, of what the function gives. */
  Column output(Column value) {
    return value;
  }

  /** The param inputCol. */
  public Param<String> inputCol() {
    return inputCol;
  }

  /** Sets {@link #inputCol}. */
  public T setInputCol(String name) {
    return with(inputCol, name);
  }

  /** The param outputCol; the uid followed by {@code __output} where it is not set. */
  public Param<String> outputCol() {
    return outputCol;
  }

  /** Sets {@link #outputCol}. */
  public T setOutputCol(String name) {
    return with(outputCol, name);
  }

  /** The param errorCol. */
  public Param<String> errorCol() {
    return errorCol;
  }

  /** Sets {@link #errorCol}. */
  public T setErrorCol(String name) {
    return with(errorCol, name);
  }

  /** The param model. */
  public Param<String> model() {
    return model;
  }

  /** Sets {@link #model}. */
  public T setModel(String name) {
    return with(model, name);
  }

  /** The param options. */
  public Param<Map<String, String>> options() {
    return options;
  }

  /** Sets {@link #options}. */
  public T setOptions(Map<String, String> settings) {
    return with(options, Map.copyOf(settings));
  }

  /** Sets a param, whose check throws {@link IllegalArgumentException}. */
  final <V> T with(Param<V> param, V value) {
    set(param, value);
    return self();
  }

  @SuppressWarnings("unchecked") // As the type parameter says.
  private T self() {
    return (T) this;
  }

  @Override
  public String uid() {
    return uid;
  }

  /**
   * Adds the output column and, if it is named, the error column.
   *
   * @throws IllegalArgumentException as {@link #transformSchema} does
   * @throws IllegalStateException where the session does not know the function
   */
  @Override
  public Dataset<Row> transform(Dataset<?> rows) {
    transformSchema(rows.schema());
    requireFunction(rows.sparkSession());
    Column text = functions.col("`" + getOrDefault(inputCol).replace("`", "``") + "`");
    Column all = functions.col("*");
    String name = getOrDefault(outputCol);
    if (!isSet(errorCol)) {
      return rows.select(all, output(call(function(), text)).as(name));
    }
    Column tried = call("try_" + function(), text);
    return rows.select(
        all,
        output(tried.getField("result")).as(name),
        tried.getField("error").as(getOrDefault(errorCol)));
  }

  /**
   * Adds the new columns to a schema.
   *
   * @throws IllegalArgumentException where the input column is not there or has no texts, or where
   *     a new column is there already
   */
  @Override
  public StructType transformSchema(StructType schema) {
    if (!isSet(inputCol)) {
      throw new IllegalArgumentException(
          "Cannot use " + uid + ": no inputCol (set it to the name of a column of texts)");
    }
    String input = getOrDefault(inputCol);
    if (!has(schema, input)) {
      throw new IllegalArgumentException(
          "Cannot read the column "
              + input
              + ": it is not there (set inputCol of "
              + uid
              + " to one of "
              + String.join(", ", schema.fieldNames())
              + ")");
    }
    DataType type = schema.apply(input).dataType();
    if (!(type instanceof StringType)) {
      throw new IllegalArgumentException(
          "Cannot read the column "
              + input
              + ": it is of type "
              + type.sql()
              + " ("
              + uid
              + " reads strings; cast it before)");
    }
    StructType made = added(schema, outputCol, outputType());
    return isSet(errorCol) ? added(made, errorCol, DataTypes.StringType) : made;
  }

  private StructType added(StructType schema, Param<String> param, DataType type) {
    String name = getOrDefault(param);
    if (has(schema, name)) {
      throw new IllegalArgumentException(
          "Cannot add the column "
              + name
              + ": it is there already (set "
              + param.name()
              + " of "
              + uid
              + " to another name)");
    }
    return schema.add(name, type, true);
  }

  private static boolean has(StructType schema, String name) {
    return Arrays.asList(schema.fieldNames()).contains(name);
  }

  /** A query with the transformer's call, for what can be known of it beforehand. */
  Dataset<Row> query(SparkSession session) {
    requireFunction(session);
    return session.emptyDataFrame().select(call(function(), functions.lit("")));
  }

  private void requireFunction(SparkSession session) {
    if (!session.catalog().functionExists(function())) {
      throw new IllegalStateException(
          "Cannot call "
              + function()
              + ": this session does not know it (start it with spark.sql.extensions="
              + GlossaExtensions.class.getName()
              + ")");
    }
  }

  private Column call(String name, Column text) {
    List<Column> arguments = new ArrayList<>(List.of(text));
    arguments.addAll(arguments());
    Map<String, String> settings = new TreeMap<>(getOrDefault(options));
    if (isSet(model)) {
      settings.put("model", getOrDefault(model));
    }
    if (!settings.isEmpty()) {
      arguments.add(
          functions.map(
              settings.entrySet().stream()
                  .flatMap(set -> List.of(set.getKey(), set.getValue()).stream())
                  .map(functions::lit)
                  .toArray(Column[]::new)));
    }
    return functions.call_function(name, arguments.toArray(Column[]::new));
  }

  @Override
  public T copy(ParamMap extra) {
    return defaultCopy(extra);
  }

  /** Writes the params, and the place and fingerprint of each model as this session has them. */
  @Override
  public MLWriter write() {
    return new TextTransformerWriter(this);
  }
}
