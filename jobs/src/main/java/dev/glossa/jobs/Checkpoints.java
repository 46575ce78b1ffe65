package dev.glossa.jobs;

import dev.glossa.jobs.config.ConfigurationException;
import dev.glossa.jobs.config.Settings;
import dev.glossa.jobs.run.Amount;
import dev.glossa.udf.engine.DeviceChoice;
import dev.glossa.udf.engine.EngineOptions;
import dev.glossa.udf.engine.Models;
import dev.glossa.udf.model.Checkpoint;
import dev.glossa.udf.model.CheckpointException;
import dev.glossa.udf.model.hub.HubException;
import dev.glossa.udf.spark.ModelPlan;
import dev.glossa.udf.task.BatchMemory;
import dev.glossa.udf.task.Stage;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.spark.sql.SparkSession;

/**
 * Opens every checkpoint of a run on the driver: checked and hashed before a row is written.
 *
 * @param plan how executors find them again
 * @param opened all of them, by name
 * @param weights bytes of the weights that an executor keeps, by model
 * @param caches that settings allow at most
 * @param machines where tasks run
 * @param onGpu whether they compute on GPUs
 */
record Checkpoints(
    ModelPlan plan,
    Map<String, Checkpoint> opened,
    Map<String, Long> weights,
    Caches caches,
    Machines machines,
    boolean onGpu) {

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
    boolean onGpu = onGpu(spark, settings);
    String device = onGpu ? "cuda:0" : "cpu";
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
                settings.engine().precision().on(device, checkpoint),
                settings.batch().tokens()));
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
    if (!problems.isEmpty()) {
      throw new ConfigurationException(problems);
    }
    Map<String, Long> weights = weights(settings, stages, opened, models);
    // Nobody has to be asked for memory where nothing is loaded.
    Machines machines =
        weights.isEmpty() ? new Machines(List.of(), 1, 1, 1) : Machines.of(spark, onGpu);
    if (settings.batch().grows()) {
      grow(models, opened, weights, machines);
    }
    ModelPlan plan =
        new ModelPlan(models, settings.modelFolder(), settings.engine(), settings.modelLimits());
    Caches caches = Caches.of(settings, stages, opened, plan, onGpu);
    Optional<String> problem =
        ModelMemory.problem(
            weights,
            weights.keySet().stream()
                .map(model -> models.get(model).precision().text())
                .distinct()
                .sorted()
                .collect(Collectors.joining(" and ")),
            caches,
            onGpu ? ModelMemory.gpus(machines) : ModelMemory.machines(machines));
    if (problem.isPresent()) {
      throw new ConfigurationException(List.of(problem.get()));
    }
    return new Checkpoints(plan, opened, weights, caches, machines, onGpu);
  }

  /**
   * Gives the models batches as large as the smallest GPU has room for: half of what all weights
   * leave is for batches, a share for each task, and half for what nobody can foresee.
   */
  static void grow(
      Map<String, ModelPlan.ModelFile> models,
      Map<String, Checkpoint> opened,
      Map<String, Long> weights,
      Machines machines) {
    OptionalLong gpu = machines.gpu();
    if (gpu.isPresent()) {
      long all = weights.values().stream().mapToLong(Long::longValue).sum();
      long share = (gpu.getAsLong() - all * machines.loads()) / 2 / machines.sharing();
      models.replaceAll(
          (name, file) ->
              file.with(BatchMemory.tokens(opened.get(name).config(), file.precision(), share)));
    }
  }

  /** Bytes of all caches in one process, or on one GPU, that settings allow at most. */
  long mostCaches() {
    return onGpu
        ? caches.bytes(machines.sharing(), machines.loads())
        : caches.bytes(machines.tasks(), 1);
  }

  /** The same checkpoints found elsewhere. */
  Checkpoints with(ModelPlan others) {
    return new Checkpoints(others, opened, weights, caches, machines, onGpu);
  }

  /**
   * What a stage has to do, as far as its tasks are counted by it: where a GPU's batches are larger
   * than a processor's, as many times less, so that its tasks fill them.
   */
  Amount forTasks(Stage stage, Settings settings, Amount amount) {
    if (!onGpu) {
      return amount;
    }
    int most =
        settings.of(stage).models().stream()
            .mapToInt(name -> plan.models().get(name).batchTokens())
            .max()
            .orElse(0);
    long times = Math.max(1, most / BatchMemory.FEWEST);
    return new Amount(amount.texts() / times, amount.characters() / times);
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

  /** Whether weights go to GPUs. */
  private static boolean onGpu(SparkSession spark, Settings settings) {
    return settings.engine().device() == DeviceChoice.CUDA
        || (settings.engine().device() == DeviceChoice.AUTO && Machines.assignsGpus(spark));
  }

  private static Map<String, Long> weights(
      Settings settings,
      List<Stage> stages,
      Map<String, Checkpoint> opened,
      Map<String, ModelPlan.ModelFile> models) {
    Map<String, Long> weights = new TreeMap<>();
    for (Stage stage : stages) {
      for (String model : settings.of(stage).models()) {
        weights.put(model, Models.bytes(opened.get(model), models.get(model).precision()));
      }
    }
    return weights;
  }
}
