package dev.glossa.udf.task;

import dev.glossa.udf.table.Table;
import java.util.List;

/**
 * One kind of work on an archive, declared once in {@link Stages}: jobs, tables, settings and the
 * documentation of the tables all follow from the declaration.
 */
public sealed interface Stage permits DocumentStage, WordStage {

  /** The name that settings, commands, manifests and the table {@code errors} know it by. */
  String name();

  /**
   * The version of its algorithm, raised by whoever changes what its results are: results of
   * another version are made again.
   */
  int version();

  /** The tables that it fills, in a fixed order. */
  List<Table<?>> tables();
}
