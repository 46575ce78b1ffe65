package dev.glossa.jobs.run;

import java.util.Map;

/**
 * What all waves of a run have in common in their manifests.
 *
 * @param fingerprint what the results depend on
 * @param configuration everything the run was told, inputs included, as a JSON object; enough to
 *     run it again, and without secrets
 * @param versions of what does the work, such as {@code spark} or {@code libtorch}
 */
public record RunInfo(Fingerprint fingerprint, String configuration, Map<String, String> versions) {

  /** Copies what could change. */
  public RunInfo {
    versions = Map.copyOf(versions);
  }
}
