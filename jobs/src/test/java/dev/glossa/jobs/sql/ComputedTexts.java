package dev.glossa.jobs.sql;

import java.util.concurrent.atomic.AtomicLong;
import org.apache.spark.scheduler.AccumulableInfo;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerTaskEnd;
import org.apache.spark.sql.SparkSession;
import scala.collection.JavaConverters;

/** Counts the texts that go through a model, as Spark's own metrics report them. */
final class ComputedTexts extends SparkListener implements AutoCloseable {
  private final SparkSession spark;
  private final AtomicLong texts = new AtomicLong();

  ComputedTexts(SparkSession spark) {
    this.spark = spark;
    spark.sparkContext().addSparkListener(this);
  }

  @Override
  public void onTaskEnd(SparkListenerTaskEnd end) {
    for (AccumulableInfo info : JavaConverters.seqAsJavaList(end.taskInfo().accumulables())) {
      if (info.name().isDefined() && info.name().get().equals("texts computed")) {
        texts.addAndGet(Long.parseLong(info.update().get().toString()));
      }
    }
  }

  /** How many since the last question. */
  long take() throws Exception {
    spark.sparkContext().listenerBus().waitUntilEmpty();
    return texts.getAndSet(0);
  }

  @Override
  public void close() {
    spark.sparkContext().removeSparkListener(this);
  }
}
