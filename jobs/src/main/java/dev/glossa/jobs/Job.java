package dev.glossa.jobs;

import dev.glossa.jobs.config.JobStage;
import dev.glossa.jobs.config.JobStages;
import dev.glossa.udf.task.Stage;
import java.util.ArrayList;
import java.util.List;

/**
 * A job that processes documents: a list of stages.
 *
 * @param command the word on the command line
 * @param description one line about it
 * @param stages in the order in which they run
 * @param demo whether it runs over the texts that come with Glossa
 * @param drawsReport whether the page of pictures is drawn at the end
 */
record Job(
    String command, String description, List<Stage> stages, boolean demo, boolean drawsReport) {

  /** One for each stage, the pipeline of all, and the demo. */
  static List<Job> all() {
    List<Job> jobs = new ArrayList<>();
    List<Stage> stages = new ArrayList<>();
    for (JobStage one : JobStages.all()) {
      stages.add(one.stage());
      jobs.add(new Job(one.stage().name(), one.description(), List.of(one.stage()), false, false));
    }
    jobs.add(
        new Job(
            "pipeline",
            "All of the jobs above that have a model, over one archive.",
            List.copyOf(stages),
            false,
            true));
    jobs.add(
        new Job(
            "demo",
            "The pipeline over data/sample, into out/demo.",
            List.copyOf(stages),
            true,
            true));
    return List.copyOf(jobs);
  }
}
