package dev.glossa.udf.table;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** Describes a component of a {@link TableRow}. */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
public @interface Column {

  /** One line that a reader of the table understands. */
  String meaning();

  /**
   * The unit of a number, such as {@code nats} or {@code UTF-16 units}; empty where it has none.
   */
  String unit() default "";

  /**
   * Whether the value may be missing. Components of the types {@link Integer}, {@link Long}, {@link
   * Float} and {@link Double}, and the elements of arrays of these, may be missing in any case.
   */
  boolean nullable() default false;
}
