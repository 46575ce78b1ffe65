package dev.glossa.udf.spark.sql;

import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import scala.PartialFunction;
import scala.Predef;
import scala.Tuple2;
import scala.collection.JavaConverters;
import scala.collection.Seq;
import scala.runtime.AbstractFunction1;
import scala.runtime.AbstractPartialFunction;
import scala.runtime.BoxedUnit;

/** The few forms of Scala that Spark's planner speaks. */
final class Scala {
  private Scala() {}

  static <T> Seq<T> seq(List<? extends T> items) {
    return JavaConverters.<T>asScalaBuffer(List.copyOf(items)).toList();
  }

  static <T> List<T> list(Seq<? extends T> items) {
    return List.copyOf(JavaConverters.<T>seqAsJavaList(widened(items)));
  }

  @SuppressWarnings("unchecked") // Nothing is put in.
  private static <T> Seq<T> widened(Seq<? extends T> items) {
    return (Seq<T>) items;
  }

  static <K, V> scala.collection.immutable.Map<K, V> map(Map<K, V> items) {
    return JavaConverters.mapAsScalaMap(items).toMap(Predef.<Tuple2<K, V>>$conforms());
  }

  static <K, V> Map<K, V> javaMap(scala.collection.Map<K, V> items) {
    return Map.copyOf(JavaConverters.mapAsJavaMap(items));
  }

  static <T, R> scala.Function1<T, R> function(Function<T, R> function) {
    return new AbstractFunction1<>() {
      @Override
      public R apply(T item) {
        return function.apply(item);
      }
    };
  }

  static <T> scala.Function1<T, Object> test(Predicate<T> test) {
    return function(test::test);
  }

  static <T> scala.Function1<T, BoxedUnit> each(Consumer<T> action) {
    return function(
        item -> {
          action.accept(item);
          return BoxedUnit.UNIT;
        });
  }

  /** A function for all of its arguments, as the planner's {@code transform} methods take it. */
  static <T> PartialFunction<T, T> total(Function<T, T> function) {
    return new AbstractPartialFunction<>() {
      @Override
      public boolean isDefinedAt(T item) {
        return true;
      }

      @Override
      @SuppressWarnings("unchecked") // The planner's trees give back what they were given.
      public <A extends T, B> B applyOrElse(A item, scala.Function1<A, B> otherwise) {
        return (B) function.apply(item);
      }
    };
  }
}
