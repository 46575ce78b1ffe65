package dev.glossa.udf.spark;

import dev.glossa.udf.engine.EngineOptions;
import dev.glossa.udf.engine.LoadedModel;
import dev.glossa.udf.engine.Models;
import dev.glossa.udf.engine.Precision;
import dev.glossa.udf.model.Checkpoint;
import dev.glossa.udf.model.CheckpointException;
import dev.glossa.udf.task.Meter;
import dev.glossa.udf.task.ModelSource;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.apache.spark.SparkEnv;
import org.apache.spark.TaskContext;
import org.apache.spark.deploy.SparkHadoopUtil;
import org.apache.spark.resource.ResourceInformation;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The models of one executor process: each checkpoint is opened once, and its weights are loaded
 * once for each device, however many tasks share them. They stay until the process ends.
 */
public final class ExecutorModels implements ModelSource {
  private static final Logger LOG = LoggerFactory.getLogger(ExecutorModels.class);

  /** Checkpoints by path and fingerprint; models by that and the device. */
  private static final ConcurrentMap<String, Checkpoint> CHECKPOINTS = new ConcurrentHashMap<>();

  private static final ConcurrentMap<String, LoadedModel> MODELS = new ConcurrentHashMap<>();

  private final ModelPlan plan;
  private final String address;
  private final Meter meter;

  private ExecutorModels(ModelPlan plan, String address, Meter meter) {
    this.plan = plan;
    this.address = address;
    this.meter = meter;
  }

  /**
   * The models for the task that runs on this thread, on the device that Spark assigned to it.
   *
   * @param meter told of every batch
   */
  public static ExecutorModels ofTask(ModelPlan plan, Meter meter) {
    ResourceInformation gpu = TaskContext.get().resourcesJMap().get("gpu");
    return new ExecutorModels(
        plan, gpu == null || gpu.addresses().length == 0 ? null : gpu.addresses()[0], meter);
  }

  @Override
  public Meter meter() {
    return meter;
  }

  @Override
  public Checkpoint checkpoint(String name) {
    ModelPlan.ModelFile file = file(name);
    return CHECKPOINTS.computeIfAbsent(
        file.source() + ' ' + file.fingerprint(), ignored -> open(name, file));
  }

  @Override
  public LoadedModel model(String name) {
    Checkpoint checkpoint = checkpoint(name);
    EngineOptions options = new EngineOptions(device(), precision(), plan.threads());
    return MODELS.computeIfAbsent(
        checkpoint.fingerprint() + ' ' + options, ignored -> load(name, checkpoint, options));
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

  private LoadedModel load(String name, Checkpoint checkpoint, EngineOptions options) {
    long start = System.nanoTime();
    LoadedModel model = Models.load(checkpoint, options);
    LOG.info(
        "Loaded model {} ({}) on {} in {}, GPU address {}, in {} ms",
        name,
        checkpoint.fingerprint().substring(0, 12),
        options.device(),
        options.precision(),
        address == null ? "none" : address,
        (System.nanoTime() - start) / 1_000_000);
    return model;
  }

  private String device() {
    return switch (plan.device()) {
      case "auto" -> address == null ? "cpu" : "cuda:" + address;
      case "cuda" -> "cuda:" + (address == null ? "0" : address);
      default -> plan.device();
    };
  }

  private Precision precision() {
    return plan.precision().equals("auto")
        ? device().equals("cpu") ? Precision.FLOAT32 : Precision.FLOAT16
        : Precision.valueOf(plan.precision().toUpperCase(java.util.Locale.ROOT));
  }
}
