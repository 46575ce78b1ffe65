package dev.glossa.jobs.run;

import dev.glossa.udf.task.Stage;
import java.util.Map;

/**
 * A stage under the settings that it has in a run.
 *
 * @param stage what is done
 * @param settings fingerprint of everything beside the text that decides its results, 16
 *     hexadecimal digits
 * @param models name → SHA-256 of each checkpoint that it reads
 */
public record RunStage(Stage stage, String settings, Map<String, String> models) {

  /** Copies what could change. */
  public RunStage {
    models = Map.copyOf(models);
  }

  /** The stage's persisted name. */
  public String name() {
    return stage.name();
  }
}
