package dev.glossa.jobs;

import dev.glossa.jobs.config.ConfigurationException;
import dev.glossa.jobs.config.Settings;
import dev.glossa.udf.engine.DeviceChoice;
import dev.glossa.udf.engine.EngineOptions;
import dev.glossa.udf.engine.Models;
import dev.glossa.udf.engine.Precision;
import dev.glossa.udf.engine.PrecisionChoice;
import dev.glossa.udf.model.Checkpoint;
import dev.glossa.udf.model.CheckpointException;
import dev.glossa.udf.model.hub.HubException;
import dev.glossa.udf.spark.MachineMemory;
import dev.glossa.udf.spark.ModelPlan;
import dev.glossa.udf.task.Stage;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;

/**
 * Opens every checkpoint of a run on the driver: checked and hashed before a row is written.
 *
 * @param plan how executors find them again
 * @param opened all of them, by name
 */
record Checkpoints(ModelPlan plan, Map<String, Checkpoint> opened) {

  /**
   * Finds and checks the checkpoints that these stages need.
   *
   * @throws ConfigurationException with a message for each that cannot be used
   */
  static Checkpoints check(
      SparkSession spark, Settings settings, List<Stage> stages, ModelFolders folders)
      throws ConfigurationException {
    Map<String, ModelPlan.ModelFile> models = new TreeMap<>();
    Map<String, Checkpoint> opened = new TreeMap<>();
    List<String> problems = new ArrayList<>();
    String device = onGpu(spark, settings) ? "cuda:0" : "cpu";
    for (String name : settings.checkpointsOf(stages)) {
      try {
        ModelFolders.Found found = folders.find(settings.models().get(name));
        Checkpoint checkpoint = OpenedCheckpoints.open(found.here());
        opened.put(name, checkpoint);
        models.put(
            name,
            new ModelPlan.ModelFile(
                found.place(),
                found.where(),
                found.source(),
                checkpoint.fingerprint(),
                settings.engine().precision().on(device, checkpoint)));
      } catch (CheckpointException | HubException e) {
        problems.add(e.getMessage());
      } catch (IOException e) {
        problems.add("Cannot use models." + name + ": " + e.getMessage());
      }
    }
    List<Stage> whole =
        stages.stream()
            .filter(stage -> opened.keySet().containsAll(settings.checkpointsOf(List.of(stage))))
            .toList();
    problems.addAll(settings.problemsWith(opened, whole));
    precisionProblem(spark, device, models.values()).ifPresent(problems::add);
    ModelPlan plan =
        new ModelPlan(models, settings.modelFolder(), settings.engine(), settings.modelLimits());
    Checkpoints checkpoints = new Checkpoints(plan, opened);
    if (problems.isEmpty() && device.equals("cpu")) {
      checkpoints.memoryProblem(spark, settings, stages).ifPresent(problems::add);
    }
    if (!problems.isEmpty()) {
      throw new ConfigurationException(problems);
    }
    return checkpoints;
  }

  /** Of executors elsewhere the driver does not know what their processors can do. */
  private static Optional<String> precisionProblem(
      SparkSession spark, String device, Collection<ModelPlan.ModelFile> models) {
    return models.stream()
        .map(ModelPlan.ModelFile::precision)
        .distinct()
        .filter(each -> !device.equals("cpu") || spark.sparkContext().isLocal())
        .flatMap(each -> Models.problem(new EngineOptions(device, each, 0)).stream())
        .findFirst();
  }

  /** Whether weights go to devices, of whose memory the driver knows nothing. */
  private static boolean onGpu(SparkSession spark, Settings settings) {
    return settings.engine().device() == DeviceChoice.CUDA
        || (settings.engine().device() == DeviceChoice.AUTO
            && spark.sparkContext().conf().contains("spark.task.resource.gpu.amount"));
  }

  private Optional<String> memoryProblem(
      SparkSession spark, Settings settings, List<Stage> stages) {
    Map<String, Long> weights = weights(settings, stages);
    return weights.isEmpty()
        ? Optional.empty()
        : ModelMemory.problem(
            weights,
            weights.keySet().stream()
                .map(model -> precision(model).text())
                .distinct()
                .sorted()
                .collect(Collectors.joining(" and ")),
            MachineMemory.ofTasks(JavaSparkContext.fromSparkContext(spark.sparkContext())));
  }

  private Precision precision(String model) {
    return plan.models().get(model).precision();
  }

  /** Bytes of the weights that an executor keeps, by model. */
  Map<String, Long> weights(Settings settings, List<Stage> stages) {
    Map<String, Long> weights = new TreeMap<>();
    for (Stage stage : stages) {
      for (String model : settings.of(stage).models()) {
        weights.put(model, Models.bytes(opened.get(model), precision(model)));
      }
    }
    return weights;
  }

  /** Bytes of a key's or value's number while a model writes: on processors they are float32. */
  static int cacheBytes(SparkSession spark, Settings settings) {
    boolean half =
        onGpu(spark, settings) && settings.engine().precision() != PrecisionChoice.FLOAT32;
    return half ? 2 : 4;
  }
}
