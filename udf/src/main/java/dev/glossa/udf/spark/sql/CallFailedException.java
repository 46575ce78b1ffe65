package dev.glossa.udf.spark.sql;

import dev.glossa.udf.failure.CodedException;
import dev.glossa.udf.task.Failure;

/** A row has no value, and the query is to end with it. */
public final class CallFailedException extends CodedException {
  private static final long serialVersionUID = 1L;

  CallFailedException(String function, Failure failure) {
    super(
        failure.code(),
        "Cannot compute "
            + function
            + " for a row: "
            + failure.code()
            + ": "
            + failure.message()
            + " (set "
            + GlossaExtensions.FAIL_ON_ERROR
            + " = false for NULL there, or call try_"
            + function
            + " for the error beside it)",
        null);
  }
}
