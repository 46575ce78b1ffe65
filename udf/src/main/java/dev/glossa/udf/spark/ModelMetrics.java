package dev.glossa.udf.spark;

import com.codahale.metrics.Counter;
import com.codahale.metrics.Gauge;
import com.codahale.metrics.MetricRegistry;
import com.codahale.metrics.Timer;
import dev.glossa.udf.engine.ModelCatalog;
import dev.glossa.udf.task.Meter;
import dev.glossa.udf.task.Outcome;
import java.util.concurrent.TimeUnit;
import org.apache.spark.SparkEnv;
import org.apache.spark.metrics.source.Source;

/**
 * What the models of a process do, for Spark's metrics system under the name {@code glossa}: jobs
 * and queries count alike.
 *
 * <p>Counters {@code tokensRead}, {@code tokensWritten}, {@code paddedTokens} (of the shapes in
 * which these were computed), {@code texts} and {@code failures}; the timer {@code modelLoads}; the
 * gauges {@code modelsInMemory} and {@code modelBytes}.
 */
public final class ModelMetrics implements Source {
  private static ModelMetrics ofProcess;

  private final MetricRegistry registry = new MetricRegistry();
  private final Counter tokensRead = registry.counter("tokensRead");
  private final Counter tokensWritten = registry.counter("tokensWritten");
  private final Counter paddedTokens = registry.counter("paddedTokens");
  private final Counter texts = registry.counter("texts");
  private final Counter failures = registry.counter("failures");
  private final Timer modelLoads = registry.timer("modelLoads");

  /** The Spark that knows them; a local program may start one after the other. */
  private SparkEnv registeredIn;

  private ModelMetrics(ModelCatalog catalog) {
    registry.register("modelsInMemory", (Gauge<Integer>) catalog::size);
    registry.register("modelBytes", (Gauge<Long>) catalog::bytes);
  }

  /** The metrics of this process, which Spark knows from now on. */
  static synchronized ModelMetrics ofProcess(ModelCatalog catalog) {
    if (ofProcess == null) {
      ofProcess = new ModelMetrics(catalog);
    }
    if (ofProcess.registeredIn != SparkEnv.get()) {
      ofProcess.registeredIn = SparkEnv.get();
      ofProcess.registeredIn.metricsSystem().registerSource(ofProcess);
    }
    return ofProcess;
  }

  @Override
  public String sourceName() {
    return "glossa";
  }

  @Override
  public MetricRegistry metricRegistry() {
    return registry;
  }

  void loaded(long nanos) {
    modelLoads.update(nanos, TimeUnit.NANOSECONDS);
  }

  /** A text has come out. */
  void out(Outcome<?> outcome) {
    texts.inc();
    if (outcome instanceof Outcome.Failed<?>) {
      failures.inc();
    }
  }

  /** A meter that counts here, too. */
  Meter counting(Meter meter) {
    return new Meter() {
      @Override
      public void batch(long tokens, long padded) {
        throw new IllegalStateException("Cannot count a batch: no model (tell which one it was)");
      }

      @Override
      public void read(String model, long tokens, long padded) {
        tokensRead.inc(tokens);
        paddedTokens.inc(padded);
        meter.read(model, tokens, padded);
      }

      @Override
      public void wrote(String model, Writing writing) {
        tokensWritten.inc(writing.tokens());
        paddedTokens.inc(writing.paddedTokens());
        meter.wrote(model, writing);
      }

      @Override
      public void divided(String model, String text) {
        meter.divided(model, text);
      }
    };
  }
}
