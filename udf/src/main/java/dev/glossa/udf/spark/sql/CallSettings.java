package dev.glossa.udf.spark.sql;

import dev.glossa.udf.spark.ModelPlan;
import dev.glossa.udf.task.DocumentStage;
import dev.glossa.udf.task.TaskSettings;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.apache.spark.sql.SparkSession;

/** Reads what a session says about a stage. Implemented where configurations are read. */
public interface CallSettings {

  /**
   * Reads the settings for one call.
   *
   * @param session whose {@code spark.glossa.*} count
   * @param stage that does the call
   * @param sets further settings as {@code key=value}, stronger than the session's
   * @param columns values for places of prompts
   * @param narrowed makes of the stage's settings those of the call
   * @throws IllegalArgumentException with every problem that was found
   */
  <R> Configured<R> read(
      SparkSession session,
      DocumentStage<R> stage,
      List<String> sets,
      Map<String, String> columns,
      UnaryOperator<TaskSettings<R>> narrowed);

  /** Whether a session names what a stage needs. */
  boolean isConfigured(SparkSession session, DocumentStage<?> stage);

  /** The one that was brought along in the jar. */
  static CallSettings ofJar() {
    return ServiceLoader.load(CallSettings.class, CallSettings.class.getClassLoader())
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalStateException(
                    "Cannot read settings: no reader (glossa.jar is not whole; build it anew)"));
  }

  /**
   * What a session says about a stage.
   *
   * @param settings of the stage
   * @param language of texts, or {@code auto}
   * @param otherLanguage what {@code auto} takes a text without Hangul to be
   * @param columns values for places of prompts
   * @param models checks the checkpoints and says how executors find them; throws {@link
   *     IllegalArgumentException} with every problem
   */
  record Configured<R>(
      TaskSettings<R> settings,
      String language,
      String otherLanguage,
      Map<String, String> columns,
      Supplier<ModelPlan> models) {

    /** Equal settings on equally named models; where those are is looked up later. */
    @Override
    public boolean equals(Object other) {
      return other instanceof Configured<?> configured
          && settings.equals(configured.settings)
          && language.equals(configured.language)
          && otherLanguage.equals(configured.otherLanguage)
          && columns.equals(configured.columns);
    }

    @Override
    public int hashCode() {
      return settings.hashCode();
    }
  }
}
