package dev.glossa.jobs.plan;

import static org.apache.spark.sql.functions.col;

import dev.glossa.jobs.config.Settings;
import dev.glossa.jobs.run.Amount;
import dev.glossa.jobs.run.RunStage;
import dev.glossa.jobs.run.Workload;
import dev.glossa.udf.model.Checkpoint;
import dev.glossa.udf.spark.MachineMemory;
import dev.glossa.udf.spark.ModelPlan;
import dev.glossa.udf.spark.Trial;
import dev.glossa.udf.spark.TrialFunction;
import dev.glossa.udf.task.BatchMemory;
import dev.glossa.udf.task.DocumentStage;
import dev.glossa.udf.task.Stage;
import dev.glossa.udf.task.TaskSettings;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.ToIntBiFunction;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** Tries the stages of a run on a sample, in the executors that would do the run. */
public final class Planner {
  private final Settings settings;
  private final Models models;
  private final ToIntBiFunction<Stage, Amount> tasks;
  private final Consumer<String> progress;
  private final int slots;
  private final int executors;

  /**
   * The models of a run.
   *
   * @param plan how executors find them
   * @param checkpoints by name
   * @param weights bytes of what is loaded, by name
   * @param mostCaches bytes of keys and values that settings allow at most while models write
   * @param onGpu whether they compute on GPUs
   */
  public record Models(
      ModelPlan plan,
      Map<String, Checkpoint> checkpoints,
      Map<String, Long> weights,
      long mostCaches,
      boolean onGpu) {}

  /**
   * A planner of one run.
   *
   * @param tasks into which a run splits a stage that has so much to do
   * @param progress told what is tried
   */
  public Planner(
      SparkSession spark,
      Settings settings,
      Models models,
      ToIntBiFunction<Stage, Amount> tasks,
      Consumer<String> progress) {
    this.settings = settings;
    this.models = models;
    this.tasks = tasks;
    this.progress = progress;
    int forTask = spark.sparkContext().conf().getInt("spark.task.cpus", 1);
    this.slots = Math.max(1, spark.sparkContext().defaultParallelism() / forTask);
    this.executors =
        (int)
            MachineMemory.ofTasks(JavaSparkContext.fromSparkContext(spark.sparkContext()), false)
                .stream()
                .map(MachineMemory::executor)
                .distinct()
                .count();
  }

  /**
   * Tries every stage that has something to do.
   *
   * @param sample documents of each stage's trial at most
   */
  public Plan plan(Workload workload, List<RunStage> stages, int sample) {
    List<StagePlan> plans = new ArrayList<>();
    long caches = 0;
    for (RunStage stage : stages) {
      if (stage.stage() instanceof DocumentStage<?> documents && workload.of(stage).texts() > 0) {
        StagePlan plan = plan(workload, stage, documents, sample);
        plans.add(plan);
        caches = Math.max(caches, caches(plan.trial()));
      }
    }
    return new Plan(
        workload.inputs(),
        workload.unread(),
        plans,
        models.weights(),
        caches,
        models.mostCaches(),
        batchTokens(),
        executors,
        slots);
  }

  private StagePlan plan(
      Workload workload, RunStage stage, DocumentStage<?> documents, int sample) {
    Amount amount = workload.of(stage);
    TaskSettings<?> its = settings.of(documents);
    Dataset<Row> rows = workload.sample(stage, sample);
    long tried = rows.count();
    progress.accept("Trying " + stage.name() + " on " + tried + " documents");
    Trial trial =
        rows
            .repartition(atOnce(documents, share(amount, tried)), col("key"))
            .toJavaRDD()
            .mapPartitions(new TrialFunction(its, models.plan()))
            .collect()
            .stream()
            .reduce(Trial.NONE, Trial::plus);
    int atOnce = atOnce(documents, share(amount, settings.waveDocuments()));
    return StagePlan.of(stage.name(), amount, trial, its.readsToTheEnd(), atOnce);
  }

  /** Tasks of a stage that run at the same time. */
  private int atOnce(Stage stage, Amount amount) {
    return Math.min(slots, tasks.applyAsInt(stage, amount));
  }

  /** Of GPUs; on processors it is what the settings say. */
  private Map<String, Integer> batchTokens() {
    Map<String, Integer> tokens = new TreeMap<>();
    if (models.onGpu()) {
      models
          .weights()
          .keySet()
          .forEach(name -> tokens.put(name, models.plan().models().get(name).batchTokens()));
    }
    return tokens;
  }

  /** So many of these texts, or all where there are fewer. */
  private static Amount share(Amount all, long texts) {
    return texts >= all.texts()
        ? all
        : new Amount(texts, (long) ((double) all.characters() / all.texts() * texts));
  }

  /** Bytes of keys and values of the largest batch, in each of an executor's tasks. */
  private long caches(Trial trial) {
    long bytes = 0;
    for (Map.Entry<String, Trial.Use> use : trial.uses().entrySet()) {
      // A tokenizer, too, is named by its model, and keeps nothing.
      if (use.getValue().places() > 0) {
        ModelPlan.ModelFile file = models.plan().models().get(use.getKey());
        long place =
            BatchMemory.placeBytes(
                models.checkpoints().get(use.getKey()).config(), file.cacheBytes(models.onGpu()));
        bytes = Math.max(bytes, use.getValue().places() * place);
      }
    }
    return bytes * Math.max(1, slots / executors);
  }
}
