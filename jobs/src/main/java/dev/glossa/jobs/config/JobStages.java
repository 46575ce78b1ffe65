package dev.glossa.jobs.config;

import dev.glossa.jobs.report.Chapter;
import dev.glossa.jobs.report.Chapters;
import dev.glossa.udf.task.Stages;
import java.util.List;

/** Every stage that is a job, in the order in which a pipeline runs them. */
public final class JobStages {
  private static final List<JobStage> ALL =
      List.of(
          new JobStage(
              Stages.TOKENIZE,
              "Sentences, words and tokens of every document.",
              StageReaders::tokenize,
              Chapters.TOKENIZE),
          new JobStage(
              Stages.EMBED, "Vectors of every document.", StageReaders::embed, Chapters.EMBED),
          new JobStage(
              Stages.WORD_VECTORS,
              "A model's own vectors of a list of words; needs no input.",
              StageReaders::wordVectors,
              Chapters.WORD_VECTORS),
          new JobStage(
              Stages.ATTENTION,
              "How a model's heads spread their attention over every document.",
              StageReaders::attention,
              Chapters.ATTENTION),
          new JobStage(
              Stages.NEXT_TOKEN,
              "What a model expects to come next, and how much the text surprises it.",
              StageReaders::nextToken,
              Chapters.NEXT_TOKEN),
          new JobStage(
              Stages.CLASSIFY,
              "Labels of every document: a model's own, or yours.",
              StageReaders::classify,
              Chapters.CLASSIFY),
          new JobStage(
              Stages.ENTITIES,
              "The people, places and things that every document names.",
              StageReaders::entities,
              Chapters.ENTITIES),
          new JobStage(
              Stages.SUMMARIZE,
              "A summary of every document, however long.",
              StageReaders::summarize,
              Chapters.SUMMARIZE),
          new JobStage(
              Stages.ASK,
              "A model's answers to your questions about every document.",
              StageReaders::ask,
              Chapters.ASK),
          new JobStage(
              Stages.GENERATE,
              "Texts that continue every document's opening.",
              StageReaders::generate,
              Chapters.GENERATE));

  private JobStages() {}

  /** All jobs, in the order in which a pipeline runs them. */
  public static List<JobStage> all() {
    return ALL;
  }

  /** The stages' chapters of the page, in the same order. */
  public static List<Chapter> chapters() {
    return ALL.stream().map(JobStage::chapter).toList();
  }
}
