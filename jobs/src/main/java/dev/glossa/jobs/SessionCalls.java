package dev.glossa.jobs;

import dev.glossa.jobs.config.ConfigSources;
import dev.glossa.jobs.config.ConfigurationException;
import dev.glossa.jobs.config.Settings;
import dev.glossa.udf.spark.ModelPlan;
import dev.glossa.udf.spark.sql.CallSettings;
import dev.glossa.udf.spark.sql.GlossaExtensions;
import dev.glossa.udf.task.AskSettings;
import dev.glossa.udf.task.DocumentStage;
import dev.glossa.udf.task.Stage;
import dev.glossa.udf.task.Stages;
import dev.glossa.udf.task.TaskSettings;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.apache.spark.sql.SparkSession;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import scala.collection.JavaConverters;

/**
 * Settings of SQL functions: {@code spark.glossa.KEY} is the configuration's {@code KEY}, stronger
 * than the files that {@code spark.glossa.config} names.
 */
public final class SessionCalls implements CallSettings {
  private static final Logger LOG = LoggerFactory.getLogger(SessionCalls.class);
  private static final String PREFIX = "spark.glossa.";
  private static final String FILES = PREFIX + "config";

  @Override
  public <R> Configured<R> read(
      SparkSession session,
      DocumentStage<R> stage,
      List<String> sets,
      Map<String, String> columns,
      UnaryOperator<TaskSettings<R>> narrowed) {
    Settings settings = settings(session, sets);
    TaskSettings<R> own = narrowed.apply(of(settings, stage));
    if (!own.configured()) {
      throw new IllegalArgumentException(
          String.format(
              "no model (set %s%s.model to one of %s)",
              PREFIX, stage, String.join(", ", settings.models().keySet())));
    }
    Settings narrow = settings.with(stage, own);
    return new Configured<>(
        own,
        settings.input().language(),
        settings.input().otherLanguage(),
        columns,
        () -> plan(session, narrow, stage));
  }

  @Override
  public boolean isConfigured(SparkSession session, DocumentStage<?> stage) {
    return settings(session, List.of()).of((Stage) stage).configured();
  }

  /** A stage's settings; functions ask questions of their own. */
  @SuppressWarnings("unchecked") // Settings of ask are given for ask alone.
  private static <R> TaskSettings<R> of(Settings settings, DocumentStage<R> stage) {
    TaskSettings<R> own = settings.of(stage);
    if (!stage.equals(Stages.ASK)) {
      return own;
    }
    AskSettings ask = (AskSettings) own;
    return (TaskSettings<R>)
        new AskSettings(
            ask.model(),
            settings.functions(),
            Settings.FUNCTION_PLACES,
            ask.maxTokens(),
            ask.framing(),
            ask.seed(),
            ask.batch());
  }

  private static Settings settings(SparkSession session, List<String> sets) {
    Map<String, String> all = new TreeMap<>(JavaConverters.mapAsJavaMap(session.conf().getAll()));
    List<String> own = new ArrayList<>();
    all.forEach(
        (key, value) -> {
          boolean setting =
              key.startsWith(PREFIX)
                  && !key.equals(FILES)
                  && !key.equals(GlossaExtensions.FAIL_ON_ERROR)
                  && !key.equals(GlossaExtensions.ALLOW_CHANGED_MODEL);
          if (setting) {
            own.add(key.substring(PREFIX.length()) + "=" + value);
          }
        });
    own.addAll(sets);
    List<Path> files =
        Arrays.stream(all.getOrDefault(FILES, "").split(","))
            .filter(file -> !file.isBlank())
            .map(file -> Path.of(file.strip()))
            .toList();
    try {
      return Settings.load(new ConfigSources(Home.folder(), files, own, List.of(), ""), List.of());
    } catch (ConfigurationException e) {
      throw new IllegalArgumentException(e.getMessage(), e);
    }
  }

  private static ModelPlan plan(SparkSession session, Settings settings, Stage stage) {
    try {
      ModelPlan plan =
          Checkpoints.check(
                  session,
                  settings,
                  List.of(stage),
                  new ModelFolders(session, settings, LOG::info, System.getenv()))
              .plan();
      for (Map.Entry<String, ModelPlan.ModelFile> model : plan.models().entrySet()) {
        if (model.getValue().where() == ModelPlan.Where.DRIVER) {
          throw new IllegalArgumentException(
              "Cannot use the model "
                  + model.getKey()
                  + ": "
                  + model.getValue().place()
                  + " (the driver alone has it, and a query puts nothing on the nodes; name a"
                  + " folder that every node has, or one of a file system of Hadoop)");
        }
      }
      return plan;
    } catch (ConfigurationException e) {
      // The questions of functions are checked as those of the job are, and stand elsewhere.
      throw new IllegalArgumentException(e.getMessage().replace("ask.questions.", "functions."), e);
    }
  }
}
