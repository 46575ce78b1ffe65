package dev.glossa.udf.spark.sql;

import java.util.Map;
import org.apache.spark.QueryContext;
import org.apache.spark.sql.AnalysisException;
import scala.Option;

/** What Spark tells the user of a query that cannot be. */
final class Problems {
  private Problems() {}

  /** An exception that Spark's shells print without a trace. It is checked, which Scala ignores. */
  static RuntimeException analysis(String message) {
    return sneaky(
        new AnalysisException(
            message,
            Option.empty(),
            Option.empty(),
            Option.empty(),
            Option.empty(),
            Scala.map(Map.of()),
            new QueryContext[0]));
  }

  @SuppressWarnings("unchecked") // The cast is to nothing in particular: that is the trick.
  private static <E extends Exception> RuntimeException sneaky(Exception e) throws E {
    throw (E) e;
  }
}
