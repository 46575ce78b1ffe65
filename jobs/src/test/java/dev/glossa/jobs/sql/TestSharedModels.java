package dev.glossa.jobs.sql;

import static org.assertj.core.api.Assertions.assertThat;

import com.codahale.metrics.Gauge;
import com.codahale.metrics.MetricRegistry;
import dev.glossa.jobs.LocalSpark;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.spark.SparkEnv;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;

/**
 * Sessions that share the models of a process, with room for two of three. {@code
 * -Dsql.switches=200} asks for more queries.
 */
class TestSharedModels {
  private static final Path ROOT = Path.of(System.getProperty("project.root"));
  private static final int QUERIES = Integer.getInteger("sql.switches", 60);
  private static final List<String> MODELS = List.of("gpt2", "bert", "qwen3");

  private static SparkSession session(long limit) {
    SparkSession spark = LocalSpark.session().newSession();
    for (String model : MODELS) {
      Path folder =
          model.equals("qwen3")
              ? ROOT.resolve("udf/src/test/resources/dev/glossa/udf/hub/qwen3")
              : ROOT.resolve("data/models/" + model + "-mini");
      spark.conf().set("spark.glossa.models." + model + ".path", folder.toString());
    }
    spark.conf().set("spark.glossa.engine.model_memory", limit);
    // A limit of its own, so that other tests' models go first.
    spark.conf().set("spark.glossa.engine.model_idle_seconds", 60);
    return spark;
  }

  private static MetricRegistry metrics() {
    return SparkEnv.get().metricsSystem().getSourcesByName("glossa").apply(0).metricRegistry();
  }

  private static long gauge(String name) {
    return ((Number) ((Gauge<?>) metrics().getGauges().get(name)).getValue()).longValue();
  }

  private static List<Row> vectors(SparkSession spark, String model) {
    return spark
        .sql(
            "SELECT ai_embed(concat('Letter ', id), map('model', '"
                + model
                + "')) FROM range(0, 8, 1, 2)")
        .collectAsList();
  }

  @Test
  void tenSessionsGetWhatOneGets() throws Exception {
    Map<String, List<Row>> alone = new HashMap<>();
    Map<String, Long> bytes = new HashMap<>();
    SparkSession first = session(0);
    for (String model : MODELS) {
      long before = gauge0("modelBytes");
      alone.put(model, vectors(first, model));
      bytes.put(model, gauge("modelBytes") - before);
    }
    long all = gauge("modelBytes");
    long smallest = bytes.values().stream().filter(b -> b > 0).min(Long::compare).orElse(1L);
    long limit = all - smallest / 2;
    long loadsBefore = metrics().getTimers().get("modelLoads").getCount();
    AtomicLong most = new AtomicLong();
    ExecutorService sessions = Executors.newFixedThreadPool(10);
    try {
      List<Future<?>> done = new ArrayList<>();
      for (int i = 0; i < 10; i++) {
        int seed = i;
        done.add(
            sessions.submit(
                () -> {
                  SparkSession own = session(limit);
                  Random random = new Random(seed);
                  for (int q = 0; q < QUERIES / 10; q++) {
                    String model = MODELS.get(random.nextInt(MODELS.size()));
                    assertThat(vectors(own, model)).as(model).isEqualTo(alone.get(model));
                    most.accumulateAndGet(gauge("modelBytes"), Math::max);
                  }
                  return null;
                }));
      }
      for (Future<?> one : done) {
        one.get(5, TimeUnit.MINUTES);
      }
    } finally {
      sessions.shutdownNow();
    }
    long loads = metrics().getTimers().get("modelLoads").getCount() - loadsBefore;
    assertThat(most.get()).isLessThanOrEqualTo(limit);
    assertThat(loads).as("loads").isBetween(1L, (long) QUERIES);
    assertThat(metrics().getCounters().get("tokensRead").getCount()).isPositive();
    assertThat(metrics().getCounters().get("texts").getCount())
        .isGreaterThanOrEqualTo(8L * QUERIES);
  }

  /** Before the first model there are no metrics. */
  private static long gauge0(String name) {
    return SparkEnv.get().metricsSystem().getSourcesByName("glossa").isEmpty() ? 0 : gauge(name);
  }
}
