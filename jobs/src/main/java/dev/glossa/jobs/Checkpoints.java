package dev.glossa.jobs;

import dev.glossa.jobs.config.ConfigurationException;
import dev.glossa.jobs.config.Settings;
import dev.glossa.udf.model.Checkpoint;
import dev.glossa.udf.model.CheckpointException;
import dev.glossa.udf.spark.ModelPlan;
import dev.glossa.udf.task.Stage;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Opens every checkpoint of a run on the driver: checked and hashed before a row is written. */
final class Checkpoints {
  private Checkpoints() {}

  /**
   * Checks the checkpoints that these stages need.
   *
   * @throws ConfigurationException with a message for each that cannot be used
   */
  static ModelPlan check(Settings settings, List<Stage> stages) throws ConfigurationException {
    Map<String, ModelPlan.ModelFile> models = new TreeMap<>();
    Map<String, Checkpoint> opened = new TreeMap<>();
    List<String> problems = new ArrayList<>();
    for (String name : settings.checkpointsOf(stages)) {
      Path folder = settings.models().get(name);
      try {
        Checkpoint checkpoint = Checkpoint.open(folder);
        opened.put(name, checkpoint);
        models.put(name, new ModelPlan.ModelFile(folder.toString(), checkpoint.fingerprint()));
      } catch (CheckpointException e) {
        problems.add(e.getMessage());
      }
    }
    if (problems.isEmpty()) {
      problems.addAll(settings.problemsWith(opened, stages));
    }
    if (!problems.isEmpty()) {
      throw new ConfigurationException(problems);
    }
    return new ModelPlan(
        models,
        settings.engine().device(),
        settings.engine().precision(),
        settings.engine().threads());
  }
}
