package dev.glossa.udf.spark.sql;

import java.util.List;
import org.apache.spark.sql.catalyst.expressions.Expression;

/**
 * A function of SQL.
 *
 * @param name in lower case
 * @param arguments as the usage shows them
 * @param meaning one or two sentences
 * @param least arguments before the options
 * @param most arguments before the options
 * @param canFail whether there is a {@code try_} form, which gives the error beside the result
 * @param builder makes the expression of a call
 */
record ModelFunction(
    String name,
    String arguments,
    String meaning,
    int least,
    int most,
    boolean canFail,
    Builder builder) {

  /** Makes the expression of a call. */
  @FunctionalInterface
  interface Builder {
    Expression build(Arguments arguments);
  }

  /** The usage, as DESCRIBE FUNCTION shows it. */
  String usage(String shown) {
    return shown + "(" + arguments + "[, options]) - " + meaning;
  }

  /** A call of the function under one of its names. */
  Expression call(String shown, List<Expression> given, boolean tried) {
    Arguments read = Arguments.of(name, shown, given, tried);
    if (read.size() < least || read.size() > most) {
      throw Problems.analysis(
          "Cannot call "
              + shown
              + " with "
              + read.size()
              + (read.size() == 1 ? " argument" : " arguments")
              + " (use "
              + shown
              + "("
              + arguments
              + "[, options]))");
    }
    try {
      return builder.build(read);
    } catch (IllegalArgumentException e) {
      throw Problems.analysis("Cannot call " + shown + ": " + e.getMessage());
    }
  }
}
