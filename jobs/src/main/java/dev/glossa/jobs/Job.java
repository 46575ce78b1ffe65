package dev.glossa.jobs;

import java.util.List;
import java.util.Locale;

/** The jobs that process documents: each a list of stages. */
enum Job {
  TOKENIZE("Sentences, words and tokens of every document.", "tokenize"),
  EMBED("Vectors of every document and of a list of words.", "embed"),
  ATTENTION("How a model's heads spread their attention over every document.", "attention"),
  NEXTTOKEN("What a model expects to come next, and how much the text surprises it.", "nexttoken"),
  SUMMARIZE("A summary of every document, however long.", "summarize"),
  GENERATE("Texts that continue every document's opening.", "generate"),
  PIPELINE(
      "All of the jobs above over one archive.",
      "tokenize",
      "embed",
      "attention",
      "nexttoken",
      "summarize",
      "generate"),
  DEMO("The pipeline over data/sample, into out/demo.", PIPELINE.stages.toArray(String[]::new));

  private final String description;
  private final List<String> stages;

  Job(String description, String... stages) {
    this.description = description;
    this.stages = List.of(stages);
  }

  /** The word on the command line. */
  String command() {
    return name().toLowerCase(Locale.ROOT);
  }

  String description() {
    return description;
  }

  /** Names of the stages in order. */
  List<String> stages() {
    return stages;
  }

  /** Whether the page of pictures is drawn at the end. */
  boolean drawsReport() {
    return this == PIPELINE || this == DEMO;
  }
}
