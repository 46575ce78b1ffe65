package dev.glossa.jobs.config;

import dev.glossa.udf.task.Stages;
import java.util.List;

/** Every stage that is a job, in the order in which a pipeline runs them. */
public final class JobStages {
  private static final List<JobStage> ALL =
      List.of(
          new JobStage(
              Stages.TOKENIZE,
              "Sentences, words and tokens of every document.",
              StageReaders::tokenize),
          new JobStage(Stages.EMBED, "Vectors of every document.", StageReaders::embed),
          new JobStage(
              Stages.WORD_VECTORS,
              "A model's own vectors of a list of words; needs no input.",
              StageReaders::wordVectors),
          new JobStage(
              Stages.ATTENTION,
              "How a model's heads spread their attention over every document.",
              StageReaders::attention),
          new JobStage(
              Stages.NEXT_TOKEN,
              "What a model expects to come next, and how much the text surprises it.",
              StageReaders::nextToken),
          new JobStage(
              Stages.SUMMARIZE,
              "A summary of every document, however long.",
              StageReaders::summarize),
          new JobStage(
              Stages.GENERATE,
              "Texts that continue every document's opening.",
              StageReaders::generate));

  private JobStages() {}

  /** All jobs, in the order in which a pipeline runs them. */
  public static List<JobStage> all() {
    return ALL;
  }
}
