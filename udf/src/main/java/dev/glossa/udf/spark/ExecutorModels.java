package dev.glossa.udf.spark;

import dev.glossa.udf.engine.EngineOptions;
import dev.glossa.udf.engine.LoadedModel;
import dev.glossa.udf.engine.ModelCatalog;
import dev.glossa.udf.model.Checkpoint;
import dev.glossa.udf.model.CheckpointException;
import dev.glossa.udf.task.Meter;
import dev.glossa.udf.task.ModelSource;
import dev.glossa.udf.task.Outcome;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.stream.Stream;
import org.apache.spark.SparkEnv;
import org.apache.spark.TaskContext;
import org.apache.spark.deploy.SparkHadoopUtil;
import org.apache.spark.resource.ResourceInformation;
import org.apache.spark.util.TaskCompletionListener;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The models of one task, borrowed from the catalog of its executor's process: each checkpoint is
 * opened once, and its weights are loaded once for each device, however many tasks share them. They
 * are given back when the task ends.
 */
public final class ExecutorModels implements ModelSource, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ExecutorModels.class);

  private static final ModelCatalog CATALOG = new ModelCatalog();

  private static final Duration CLEARED = Duration.ofSeconds(1);

  static {
    Thread clearer = new Thread(ExecutorModels::clear, "glossa-idle-models");
    clearer.setDaemon(true);
    clearer.start();
  }

  /** Checkpoints by path and fingerprint. */
  private static final ConcurrentMap<String, Checkpoint> CHECKPOINTS = new ConcurrentHashMap<>();

  private final ModelPlan plan;
  private final Optional<String> address;
  private final ModelMetrics metrics;
  private final Meter meter;
  private final Map<String, ModelCatalog.Loan> loans = new HashMap<>();

  private ExecutorModels(ModelPlan plan, Optional<String> address, Meter meter) {
    this.plan = plan;
    this.address = address;
    this.metrics = ModelMetrics.ofProcess(CATALOG);
    this.meter = metrics.counting(meter);
  }

  /**
   * The models for the task that runs on this thread, on the device that Spark assigned to it.
   *
   * @param meter told of every batch
   */
  public static ExecutorModels ofTask(ModelPlan plan, Meter meter) {
    ExecutorModels models = ofCall(plan, meter);
    TaskCompletionListener giveBack = context -> models.close();
    TaskContext.get().addTaskCompletionListener(giveBack);
    return models;
  }

  /** The same models for a part of the task, which closes them. */
  public static ExecutorModels ofCall(ModelPlan plan, Meter meter) {
    return new ExecutorModels(plan, address(), meter);
  }

  /** The address of the GPU that Spark assigned to the task that runs on this thread, if any. */
  static Optional<String> address() {
    ResourceInformation gpu = TaskContext.get().resourcesJMap().get("gpu");
    return gpu == null ? Optional.empty() : Stream.of(gpu.addresses()).findFirst();
  }

  @Override
  public synchronized void close() {
    loans.values().forEach(ModelCatalog.Loan::close);
    loans.clear();
  }

  private static void clear() {
    try {
      while (true) {
        Thread.sleep(CLEARED.toMillis());
        CATALOG.closeExpired();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public Meter meter() {
    return meter;
  }

  /** Counts what has come out of a task with these models. */
  public void out(Outcome<?> outcome) {
    metrics.out(outcome);
  }

  @Override
  public Checkpoint checkpoint(String name) {
    ModelPlan.ModelFile file = file(name);
    return CHECKPOINTS.computeIfAbsent(
        file.source() + ' ' + file.fingerprint(), ignored -> open(name, file));
  }

  @Override
  public int batchTokens(String name) {
    return file(name).batchTokens();
  }

  @Override
  public synchronized LoadedModel model(String name) {
    return loans.computeIfAbsent(name, this::borrow).model();
  }

  private ModelCatalog.Loan borrow(String name) {
    Checkpoint checkpoint = checkpoint(name);
    EngineOptions options = plan.engine().options(address, file(name).precision());
    long start = System.nanoTime();
    ModelCatalog.Loan loan = CATALOG.borrow(checkpoint, options, plan.limits(), !loans.isEmpty());
    if (loan.loaded()) {
      metrics.loaded(System.nanoTime() - start);
      LOG.info(
          "Loaded model {} ({}) on {} in {}, GPU address {}, in {} ms",
          name,
          checkpoint.fingerprint().substring(0, 12),
          options.device(),
          options.precision(),
          address.orElse("none"),
          (System.nanoTime() - start) / 1_000_000);
    }
    return loan;
  }

  private ModelPlan.ModelFile file(String name) {
    ModelPlan.ModelFile file = plan.models().get(name);
    if (file == null) {
      throw new IllegalArgumentException(
          "Cannot use model: "
              + name
              + " (the run's plan names only "
              + plan.models().keySet()
              + ")");
    }
    return file;
  }

  private Checkpoint open(String name, ModelPlan.ModelFile file) {
    Path folder = Path.of(file.source());
    Checkpoint checkpoint;
    try {
      if (file.where() == ModelPlan.Where.HADOOP) {
        folder = copies().folder(file.source(), file.fingerprint());
      }
      checkpoint = Checkpoint.open(folder);
    } catch (CheckpointException e) {
      throw new IllegalStateException(e.getMessage(), e);
    } catch (IOException e) {
      throw new IllegalStateException("Cannot copy model " + name + ": " + e.getMessage(), e);
    }
    if (!checkpoint.fingerprint().equals(file.fingerprint())) {
      throw new IllegalStateException(
          "Cannot use model "
              + name
              + ": "
              + folder
              + " (its files here have the fingerprint "
              + checkpoint.fingerprint()
              + ", the driver's have "
              + file.fingerprint()
              + (file.where() == ModelPlan.Where.HADOOP
                  ? "; delete this folder)"
                  : "; put the same files on every node)"));
    }
    return checkpoint;
  }

  private NodeModels copies() {
    return new NodeModels(
        NodeModels.root(plan.copies()),
        SparkHadoopUtil.get().newConfiguration(SparkEnv.get().conf()));
  }
}
