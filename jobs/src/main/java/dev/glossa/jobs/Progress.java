package dev.glossa.jobs;

import java.io.PrintStream;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.spark.scheduler.AccumulableInfo;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerExecutorMetricsUpdate;
import org.apache.spark.scheduler.SparkListenerTaskEnd;
import org.apache.spark.sql.SparkSession;
import scala.Option;
import scala.Tuple4;
import scala.collection.JavaConverters;
import scala.collection.Seq;

/**
 * One line that says how far a stage is: documents done of all, documents per second, time left.
 *
 * <p>Counts come from an accumulator, by the executors' heartbeats while tasks run and by each
 * task's end. On a terminal the line is drawn anew every second; elsewhere a plain line appears at
 * most every ten seconds, when documents have come out, and at the end.
 */
final class Progress extends SparkListener implements AutoCloseable {
  private static final int PLAIN_SECONDS = 10;

  private final PrintStream out;
  private final boolean terminal;
  private final ScheduledExecutorService clock =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread thread = new Thread(task, "glossa-progress");
            thread.setDaemon(true);
            return thread;
          });
  private final Map<Long, Long> running = new ConcurrentHashMap<>();
  private long ended;

  /** Number of documents in the last plain line. */
  private long told;

  private Stage stage;

  private record Stage(String label, long total, long accumulator, long start) {}

  /** Follows a session's stages on standard error. */
  static Progress on(SparkSession spark) {
    Progress progress = new Progress(System.err, canRedraw(System.getenv("TERM")));
    spark.sparkContext().addSparkListener(progress);
    return progress;
  }

  /** True if stderr is a screen on which a line can be drawn anew. */
  private static boolean canRedraw(String term) {
    return System.console() != null && term != null && !term.equals("dumb");
  }

  Progress(PrintStream out, boolean terminal) {
    this.out = out;
    this.terminal = terminal;
    int period = terminal ? 1 : PLAIN_SECONDS;
    clock.scheduleAtFixedRate(this::draw, period, period, TimeUnit.SECONDS);
  }

  /** Starts a stage, whose documents the accumulator of this number counts. */
  synchronized void begin(String label, long total, long accumulator) {
    running.clear();
    ended = 0;
    told = -1;
    stage = new Stage(label, total, accumulator, System.nanoTime());
  }

  /**
   * The stage is over.
   *
   * @return its duration in seconds
   */
  synchronized double end() {
    double seconds = seconds();
    out.println((terminal ? "\r" : "") + line(stage.total(), seconds));
    stage = null;
    return seconds;
  }

  /** Prints a line of its own. */
  synchronized void say(String line) {
    out.println(line);
  }

  @Override
  public void close() {
    clock.shutdownNow();
  }

  @Override
  public void onExecutorMetricsUpdate(SparkListenerExecutorMetricsUpdate event) {
    Stage current = current();
    if (current == null) {
      return;
    }
    for (Tuple4<Object, Object, Object, Seq<AccumulableInfo>> update :
        JavaConverters.seqAsJavaList(event.accumUpdates())) {
      for (AccumulableInfo info : JavaConverters.seqAsJavaList(update._4())) {
        if (info.id() == current.accumulator()) {
          running.put((Long) update._1(), count(info.update()));
        }
      }
    }
  }

  @Override
  public synchronized void onTaskEnd(SparkListenerTaskEnd event) {
    if (stage == null) {
      return;
    }
    running.remove(event.taskInfo().taskId());
    if (event.taskInfo().successful()) {
      for (AccumulableInfo info :
          JavaConverters.seqAsJavaList(event.taskInfo().accumulables().toSeq())) {
        if (info.id() == stage.accumulator()) {
          ended += count(info.update());
        }
      }
    }
  }

  private synchronized Stage current() {
    return stage;
  }

  private static long count(Option<Object> value) {
    return value.isDefined() && value.get() instanceof Long count ? count : 0;
  }

  private synchronized void draw() {
    if (stage != null) {
      long done = ended + running.values().stream().mapToLong(Long::longValue).sum();
      if (terminal) {
        out.print("\r" + line(Math.min(done, stage.total()), seconds()));
        out.flush();
      } else if (done != told && done < stage.total()) {
        out.println(line(done, seconds()));
        told = done;
      }
    }
  }

  private double seconds() {
    return (System.nanoTime() - stage.start()) / 1e9;
  }

  private String line(long done, double seconds) {
    double rate = done / Math.max(seconds, 1e-3);
    String left =
        done == stage.total()
            ? "in " + clock(seconds)
            : done == 0 ? "starting" : clock((stage.total() - done) / rate) + " left";
    return String.format(
        Locale.ROOT,
        "%-12s %,9d of %,d documents  %,8.1f documents/s  %-14s",
        stage.label(),
        done,
        stage.total(),
        rate,
        left);
  }

  private static String clock(double seconds) {
    long whole = Math.round(seconds);
    return whole >= 3600
        ? String.format(Locale.ROOT, "%d:%02d:%02d", whole / 3600, whole / 60 % 60, whole % 60)
        : String.format(Locale.ROOT, "%d:%02d", whole / 60, whole % 60);
  }
}
