package dev.glossa.jobs;

import dev.glossa.jobs.config.ConfigurationException;
import dev.glossa.jobs.config.Settings;
import dev.glossa.udf.engine.DeviceChoice;
import dev.glossa.udf.engine.Precision;
import dev.glossa.udf.model.Checkpoint;
import dev.glossa.udf.model.CheckpointException;
import dev.glossa.udf.model.hub.HubException;
import dev.glossa.udf.spark.MachineMemory;
import dev.glossa.udf.spark.ModelPlan;
import dev.glossa.udf.task.Stage;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
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
    for (String name : settings.checkpointsOf(stages)) {
      try {
        ModelFolders.Found found = folders.find(settings.models().get(name));
        Checkpoint checkpoint = Checkpoint.open(found.here());
        opened.put(name, checkpoint);
        models.put(
            name,
            new ModelPlan.ModelFile(
                found.place(), found.where(), found.source(), checkpoint.fingerprint()));
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
    if (problems.isEmpty() && !onGpu(spark, settings)) {
      memoryProblem(spark, settings, stages, opened).ifPresent(problems::add);
    }
    if (!problems.isEmpty()) {
      throw new ConfigurationException(problems);
    }
    ModelPlan plan = new ModelPlan(models, settings.modelFolder(), settings.engine());
    return new Checkpoints(plan, opened);
  }

  /** Whether weights go to devices, of whose memory the driver knows nothing. */
  private static boolean onGpu(SparkSession spark, Settings settings) {
    return settings.engine().device() == DeviceChoice.CUDA
        || (settings.engine().device() == DeviceChoice.AUTO
            && spark.sparkContext().conf().contains("spark.task.resource.gpu.amount"));
  }

  private static Optional<String> memoryProblem(
      SparkSession spark,
      Settings settings,
      List<Stage> stages,
      Map<String, Checkpoint> checkpoints) {
    // Models on devices do not come here.
    Precision precision = settings.engine().precision().on("cpu");
    Map<String, Long> weights = weights(settings, stages, checkpoints, precision);
    return weights.isEmpty()
        ? Optional.empty()
        : ModelMemory.problem(
            weights,
            precision.name().toLowerCase(Locale.ROOT),
            MachineMemory.ofTasks(JavaSparkContext.fromSparkContext(spark.sparkContext())));
  }

  /** Bytes of the weights that these stages load, by model. */
  private static Map<String, Long> weights(
      Settings settings,
      List<Stage> stages,
      Map<String, Checkpoint> checkpoints,
      Precision precision) {
    Map<String, Long> weights = new TreeMap<>();
    for (Stage stage : stages) {
      for (String model : settings.of(stage).models()) {
        weights.put(model, ModelMemory.bytes(checkpoints.get(model), precision.bytes()));
      }
    }
    return weights;
  }

  /** The precision in which a run computes. */
  static Precision precision(SparkSession spark, Settings settings) {
    return settings.engine().precision().on(onGpu(spark, settings) ? "cuda:0" : "cpu");
  }

  /** Bytes of the weights that an executor keeps, by model. */
  Map<String, Long> weights(SparkSession spark, Settings settings, List<Stage> stages) {
    return weights(settings, stages, opened, precision(spark, settings));
  }
}
