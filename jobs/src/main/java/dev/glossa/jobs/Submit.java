package dev.glossa.jobs;

import org.apache.spark.SparkUserAppException;
import org.apache.spark.deploy.SparkSubmit;

/**
 * Starts {@link Main} through Spark's own submission where {@code submit.sh} starts the Spark that
 * comes with the build. Spark's entry would end with 1 and a stack trace when it cannot start; this
 * one says why and ends with 3.
 */
public final class Submit {
  private Submit() {}

  /** Takes the arguments of {@code spark-submit}. */
  public static void main(String[] arguments) {
    try {
      new SparkSubmit().doSubmit(arguments);
    } catch (Throwable e) {
      // Scala declares no exceptions: this one is thrown, though the compiler knows nothing of it.
      System.exit(
          e instanceof SparkUserAppException
              ? Failures.RUN_FAILED
              : Failures.say(
                  new IllegalStateException("Cannot start Spark: " + e.getMessage(), e),
                  System.err));
    }
  }
}
