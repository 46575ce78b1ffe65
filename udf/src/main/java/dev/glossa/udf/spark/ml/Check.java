package dev.glossa.udf.spark.ml;

import java.io.Serializable;
import java.util.Arrays;
import java.util.Map;
import java.util.function.Predicate;
import scala.runtime.AbstractFunction1;

/** What a param's value must be, in the form that Spark's params ask. */
final class Check<T> extends AbstractFunction1<T, Object> implements Serializable {
  private static final long serialVersionUID = 1L;

  private final Test<T> test;

  /** A test that goes where its param goes. */
  @FunctionalInterface
  interface Test<T> extends Predicate<T>, Serializable {}

  Check(Test<T> test) {
    this.test = test;
  }

  static Check<String> notBlank() {
    return new Check<>(text -> !text.isBlank());
  }

  static Check<Object> within(int least, int most) {
    return new Check<>(value -> (Integer) value >= least && (Integer) value <= most);
  }

  /** Different strings, none of them blank. */
  static Check<String[]> labels() {
    return new Check<>(
        labels ->
            labels.length > 0
                && Arrays.stream(labels).noneMatch(String::isBlank)
                && Arrays.stream(labels).distinct().count() == labels.length);
  }

  /** Settings of which none is the model, which has a param of its own. */
  static Check<Map<String, String>> options() {
    return new Check<>(
        options -> options.keySet().stream().noneMatch(k -> k.isBlank() || k.equals("model")));
  }

  @Override
  public Object apply(T value) {
    return value != null && test.test(value);
  }
}
