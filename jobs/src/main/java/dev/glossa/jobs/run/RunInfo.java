package dev.glossa.jobs.run;

import dev.glossa.udf.task.Stage;
import java.util.Map;

/**
 * What all waves of a run have in common in their manifests.
 *
 * @param fingerprint what the results depend on
 * @param settings fingerprint of each stage's identity, for the column {@code settings}
 * @param configuration everything the run was told, inputs included, as a JSON object; enough to
 *     run it again, and without secrets
 * @param versions of what does the work, such as {@code spark} or {@code libtorch}
 */
public record RunInfo(
    Fingerprint fingerprint,
    Map<Stage, String> settings,
    String configuration,
    Map<String, String> versions) {

  /** Copies what could change. */
  public RunInfo {
    settings = Map.copyOf(settings);
    versions = Map.copyOf(versions);
  }
}
