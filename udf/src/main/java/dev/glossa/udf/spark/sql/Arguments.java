package dev.glossa.udf.spark.sql;

import com.fasterxml.jackson.databind.node.TextNode;
import dev.glossa.udf.task.DocumentStage;
import dev.glossa.udf.task.TaskSettings;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.CatalystTypeConverters;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.Literal;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.MapType;
import org.apache.spark.sql.types.StringType;
import scala.collection.JavaConverters;
import scala.collection.Seq;

/**
 * What a function is called with.
 *
 * @param function its name, without {@code try_}
 * @param shown the name that was called
 * @param given the arguments before the options
 * @param options settings of this call, by key
 * @param tried whether the error is wanted beside the result
 */
record Arguments(
    String function,
    String shown,
    List<Expression> given,
    Map<String, String> options,
    boolean tried) {

  static Arguments of(String function, String shown, List<Expression> all, boolean tried) {
    boolean hasOptions = !all.isEmpty() && all.get(all.size() - 1).dataType() instanceof MapType;
    List<Expression> given = hasOptions ? all.subList(0, all.size() - 1) : all;
    Map<String, String> options = new TreeMap<>();
    if (hasOptions
        && value(all.get(all.size() - 1), shown, "the options")
            instanceof scala.collection.Map<?, ?> map) {
      JavaConverters.mapAsJavaMap(map)
          .forEach((key, value) -> options.put(String.valueOf(key), String.valueOf(value)));
    }
    return new Arguments(function, shown, given, options, tried);
  }

  /** The same arguments for a part of the work that is a function itself. */
  Arguments of(String part) {
    return new Arguments(part, shown, given, options, tried);
  }

  int size() {
    return given.size();
  }

  /** A text that may differ from row to row. */
  Expression text(int number) {
    Expression text = given.get(number);
    if (text.dataType().equals(DataTypes.NullType)) {
      return Literal.create(null, DataTypes.StringType);
    }
    if (!(text.dataType() instanceof StringType)) {
      throw new IllegalArgumentException(
          "argument "
              + (number + 1)
              + " is of type "
              + text.dataType().sql()
              + " (give a string, such as CAST("
              + text.sql()
              + " AS STRING))");
    }
    return text;
  }

  /** A text that is the same in all rows. */
  String constant(int number) {
    if (constantValue(number) instanceof String text && !text.isBlank()) {
      return text;
    }
    throw wrong(number, "a string that is not blank");
  }

  /** Different texts that are the same in all rows. */
  List<String> constants(int number) {
    if (constantValue(number) instanceof Seq<?> texts && texts.nonEmpty()) {
      List<String> list = new ArrayList<>();
      for (Object text : JavaConverters.seqAsJavaList(texts)) {
        if (!(text instanceof String string) || string.isBlank() || list.contains(string)) {
          throw wrong(number, "an array of different strings, none of them blank");
        }
        list.add(string);
      }
      return list;
    }
    throw wrong(number, "an array of strings such as array('a', 'b')");
  }

  /** A whole number that is the same in all rows. */
  int integer(int number, int least, int most) {
    if (constantValue(number) instanceof Integer value && value >= least && value <= most) {
      return value;
    }
    throw wrong(number, "a whole number from " + least + " to " + most);
  }

  private IllegalArgumentException wrong(int number, String wanted) {
    return new IllegalArgumentException(
        "argument " + (number + 1) + " is " + given.get(number).sql() + " (give " + wanted + ")");
  }

  private Object constantValue(int number) {
    return value(given.get(number), shown, "argument " + (number + 1));
  }

  private static Object value(Expression expression, String shown, String what) {
    if (!expression.foldable()) {
      throw Problems.analysis(
          "Cannot call "
              + shown
              + ": "
              + what
              + " differs from row to row, or is not known yet: "
              + expression.sql()
              + " (give a constant)");
    }
    return CatalystTypeConverters.convertToScala(expression.eval(null), expression.dataType());
  }

  /**
   * A call on a text.
   *
   * @param work what is done, and where its settings are
   * @param literals arguments that decide the value besides the text
   * @param type of the value
   */
  <R> Expression call(
      Expression text,
      Work<R> work,
      List<Object> literals,
      DataType type,
      CallRequest.Value<R> value) {
    List<String> sets = new ArrayList<>(work.sets());
    options.forEach((key, set) -> sets.addAll(work.options().sets(key, set)));
    CallSettings.Configured<R> configured =
        CallSettings.ofJar()
            .read(SparkSession.active(), work.stage(), sets, work.columns(), work.narrowed());
    CallRequest<R> request = new CallRequest<>(function, literals, configured, type, value);
    return new ModelCall(tried ? request.attempt() : request, text);
  }

  /** Whether this session has a model for a stage. */
  boolean configured(DocumentStage<?> stage) {
    return CallSettings.ofJar().isConfigured(SparkSession.active(), stage)
        || options.containsKey("model");
  }

  /** Says where an option goes. */
  @FunctionalInterface
  interface Options {
    /** The settings {@code key=value} that an option comes to. */
    List<String> sets(String key, String value);

    /**
     * Options that are keys of a section.
     *
     * @param section of the configuration
     * @param model its key that names models
     */
    static Options of(String section, String model) {
      return (key, value) ->
          List.of(section + "." + (key.equals("model") ? model : key) + "=" + value);
    }
  }

  /**
   * What a function has done.
   *
   * @param stage that does it
   * @param options where the call's options go
   * @param sets settings that follow from the arguments
   * @param columns values for places of prompts
   * @param narrowed makes of the stage's settings those of the call
   */
  record Work<R>(
      DocumentStage<R> stage,
      Options options,
      List<String> sets,
      Map<String, String> columns,
      UnaryOperator<TaskSettings<R>> narrowed) {

    /** A stage's work as its section says, options being keys of this section. */
    static <R> Work<R> of(DocumentStage<R> stage, String model) {
      return new Work<>(
          stage, Options.of(stage.name(), model), List.of(), Map.of(), UnaryOperator.identity());
    }

    /** The same with more settings. */
    Work<R> with(String... more) {
      return new Work<>(stage, options, List.of(more), columns, narrowed);
    }

    /** The same with narrower settings. */
    Work<R> narrowed(UnaryOperator<TaskSettings<R>> narrower) {
      return new Work<>(stage, options, sets, columns, narrower);
    }
  }

  /** A text as a value of a setting. */
  static String quoted(String text) {
    return TextNode.valueOf(text).toString();
  }
}
