package dev.glossa.jobs;

import dev.glossa.jobs.run.Manifest;
import java.io.PrintStream;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.apache.hadoop.service.launcher.IrqHandler;
import org.apache.spark.SparkContext;
import org.apache.spark.sql.SparkSession;

/**
 * What SIGINT and SIGTERM do to a run: Spark's jobs are cancelled, the run unwinds and takes its
 * staging folder and its lock away, and the process ends with 130 or 143 and says what stands.
 *
 * <p>Where the run does not unwind within seconds, the process ends all the same, and the next run
 * clears up behind it. A second signal ends it at once.
 */
final class Interruption implements AutoCloseable {
  private static final int SIGINT = 130;
  private static final int SIGTERM = 143;
  private static final long PATIENCE_SECONDS = 10;
  private static final long CANCEL_MILLIS = 100;

  private final SparkContext spark;
  private final PrintStream err;

  /** The exit code of the signal that came, or 0. */
  private volatile int code;

  private volatile boolean closed;
  private volatile Supplier<List<Manifest>> published = List::of;
  private volatile String output = "";

  private Interruption(SparkContext spark, PrintStream err) {
    this.spark = spark;
    this.err = err;
  }

  /** Listens for signals from now on, until the process ends. */
  static Interruption watch(SparkSession spark) {
    Interruption interruption = new Interruption(spark.sparkContext(), System.err);
    new IrqHandler(IrqHandler.CONTROL_C, signal -> interruption.raise(SIGINT)).bind();
    new IrqHandler(IrqHandler.SIGTERM, signal -> interruption.raise(SIGTERM)).bind();
    return interruption;
  }

  /**
   * Does something that a signal may break off.
   *
   * @param published the waves that are published, asked when a signal has come
   * @return its exit code, or the signal's
   */
  int during(Callable<Integer> work, String output, Supplier<List<Manifest>> published)
      throws Exception {
    this.output = output;
    this.published = published;
    try {
      return work.call();
    } catch (Exception e) {
      if (code == 0) {
        throw e;
      }
      err.println(standing());
      return code;
    }
  }

  private synchronized void raise(int signal) {
    if (code != 0) {
      Runtime.getRuntime().halt(signal);
    }
    code = signal;
    // From here on Spark only has to say that it was told to stop.
    spark.setLogLevel("OFF");
    Thread stopper = new Thread(this::stop, "glossa-stop");
    stopper.setDaemon(true);
    stopper.start();
  }

  private void stop() {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    while (!closed && System.nanoTime() < end) {
      spark.cancelAllJobs();
      try {
        Thread.sleep(CANCEL_MILLIS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
    }
    if (!closed) {
      err.println(standing());
      Runtime.getRuntime().halt(code);
    }
  }

  private String standing() {
    int waves = published.get().size();
    return "glossa: Interrupted by "
        + (code == SIGINT ? "SIGINT" : "SIGTERM")
        + ": "
        + (waves == 0 ? "no wave" : waves == 1 ? "1 wave" : waves + " waves")
        + " of this run "
        + (waves > 1 ? "are" : "is")
        + " published in "
        + output
        + ", and what was in the making is dropped; the same command goes on from there";
  }

  @Override
  public void close() {
    closed = true;
  }
}
