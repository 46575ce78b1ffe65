package dev.glossa.udf.table;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** Marks a record as the rows of a published table. */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
public @interface TableRow {

  /** The table's name: its folder within a wave, and its name in queries. */
  String table();

  /** What there is one row of, such as {@code sentence} or {@code document and strategy}. */
  String per();
}
