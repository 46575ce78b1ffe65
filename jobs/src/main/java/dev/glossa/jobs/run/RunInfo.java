package dev.glossa.jobs.run;

import java.util.List;
import java.util.Map;

/**
 * What all waves of a run say of it in their manifests.
 *
 * @param stages that it goes through, in order
 * @param paths that it reads, as {@link dev.glossa.jobs.corpus.Coverage} writes them
 * @param configuration everything the run was told, inputs included, as a JSON object; enough to
 *     run it again, and without secrets
 * @param versions of what does the work, such as {@code spark} or {@code libtorch}
 */
public record RunInfo(
    List<RunStage> stages, List<String> paths, String configuration, Map<String, String> versions) {

  /** Copies what could change. */
  public RunInfo {
    stages = List.copyOf(stages);
    paths = List.copyOf(paths);
    versions = Map.copyOf(versions);
  }
}
