package dev.glossa.jobs;

import dev.glossa.jobs.config.ModelPlace;
import dev.glossa.jobs.config.ModelSettings;
import dev.glossa.jobs.config.Settings;
import dev.glossa.jobs.run.OutputFolder;
import dev.glossa.udf.model.CheckpointException;
import dev.glossa.udf.model.hub.Hub;
import dev.glossa.udf.model.hub.HubException;
import dev.glossa.udf.model.hub.HubSettings;
import dev.glossa.udf.model.hub.HubSnapshot;
import dev.glossa.udf.spark.ModelPlan;
import dev.glossa.udf.spark.ModelPlan.Where;
import dev.glossa.udf.spark.NodeModels;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.SparkSession;

/** Finds the models of a run on the driver, and decides how the nodes get them. */
final class ModelFolders {
  private final boolean local;
  private final NodeModels copies;
  private final Consumer<String> progress;
  private final Map<String, String> environment;

  /**
   * @param progress told what is fetched
   * @param environment where the hub and its cache are looked up
   */
  ModelFolders(
      SparkSession spark,
      Settings settings,
      Consumer<String> progress,
      Map<String, String> environment) {
    this.local = spark.sparkContext().isLocal();
    this.copies = copies(settings, spark.sessionState().newHadoopConf());
    this.progress = progress;
    this.environment = environment;
  }

  private static NodeModels copies(Settings settings, Configuration hadoop) {
    return new NodeModels(NodeModels.root(settings.modelFolder()), hadoop);
  }

  /**
   * A model.
   *
   * @param place where it is, a hub's model at its commit
   * @param here its folder on this machine
   * @param where how nodes come to it
   * @param source for the nodes: their folder, or where they copy it from
   */
  record Found(String place, Path here, Where where, String source) {}

  /** Finds a model, fetching or copying it where that is needed. */
  Found find(ModelSettings model) throws HubException, CheckpointException, IOException {
    if (model.place() instanceof ModelPlace.OnHub hub) {
      HubSettings settings = HubSettings.of(environment, Path.of(System.getProperty("user.home")));
      HubSnapshot snapshot = new Hub(settings, progress).locate(hub.name());
      return onDriver(hub.name().at(snapshot.commit()).toString(), snapshot.folder());
    }
    if (model.place() instanceof ModelPlace.OnHadoop elsewhere) {
      Path here = copies.folder(elsewhere.text());
      return local
          ? new Found(elsewhere.text(), here, Where.NODES, here.toString())
          : new Found(elsewhere.text(), here, Where.HADOOP, elsewhere.text());
    }
    Path folder = ((ModelPlace.Folder) model.place()).folder();
    return model.stage()
        ? onDriver(folder.toString(), folder)
        : new Found(folder.toString(), folder, Where.NODES, folder.toString());
  }

  private Found onDriver(String place, Path folder) {
    return new Found(place, folder, local ? Where.NODES : Where.DRIVER, folder.toString());
  }

  /**
   * Puts the models that the driver alone has where every node finds them.
   *
   * @param output whose staging folder takes them for the time of the run
   */
  static ModelPlan staged(
      ModelPlan plan, Settings settings, OutputFolder output, Configuration hadoop)
      throws IOException {
    Map<String, ModelPlan.ModelFile> models = new TreeMap<>(plan.models());
    for (Map.Entry<String, ModelPlan.ModelFile> model : models.entrySet()) {
      ModelPlan.ModelFile file = model.getValue();
      if (file.where() == Where.DRIVER) {
        String target = output.staging() + "/models/" + file.fingerprint();
        copies(settings, hadoop).upload(Path.of(file.source()), target);
        model.setValue(file.in(target));
      }
    }
    return plan.with(models);
  }
}
