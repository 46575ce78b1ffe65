package dev.glossa.jobs.config;

import dev.glossa.jobs.report.Chapter;
import dev.glossa.udf.task.Stage;
import dev.glossa.udf.task.StageSettings;

/**
 * What the jobs add to a stage: the job of the stage's name, how its settings are read from the
 * section of the stage's name, and the chapter that shows its tables.
 *
 * @param stage as declared below
 * @param description of the job, one line for the command line
 * @param reader of the section
 * @param chapter of the page of pictures
 */
public record JobStage(Stage stage, String description, Reader reader, Chapter chapter) {

  /** Reads the keys of a stage's section. */
  @FunctionalInterface
  interface Reader {
    StageSettings read(Section section, RunKeys run);
  }
}
