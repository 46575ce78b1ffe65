package dev.glossa.jobs.report;

import dev.glossa.jobs.report.Chapter.Part;

/** The chapters of the page: one for each stage, called as the stage, and those of every run. */
public final class Chapters {

  public static final Chapter TOKENIZE =
      new Chapter(
          "tokenize",
          "Text to tokens",
          "A model reads numbers. A tokenizer cuts a text into pieces that have one.",
          new Part("tokens", TokenSection::draw));

  public static final Chapter EMBED =
      new Chapter(
          "embed",
          "Vectors of documents",
          "A model places every document somewhere in a space of many dimensions; what it takes to be"
              + " alike lies close together.",
          new Part("vectors", DocumentVectorsSection::draw));

  public static final Chapter WORD_VECTORS =
      new Chapter(
          "word_vectors",
          "Vectors of words",
          "A model has a vector for every token before it has read anything; those of a word's tokens"
              + " make the word's.",
          new Part("word_vectors", WordVectorsSection::draw));

  public static final Chapter ATTENTION =
      new Chapter(
          "attention",
          "Attention",
          "To understand a token a model looks at the others. Each of its heads does so in its own"
              + " way.",
          new Part("attention", AttentionSection::maps),
          new Part("attention_matrices", AttentionSection::matrices));

  public static final Chapter NEXT_TOKEN =
      new Chapter(
          "next_token",
          "Next token",
          "Given the beginning of a text, a language model says how likely each token is to come"
              + " next.",
          new Part("next_token", NextTokenSection::candidates),
          new Part("surprisal", NextTokenSection::surprisal));

  public static final Chapter CLASSIFY =
      new Chapter(
          "classify",
          "Labels",
          "A model that was trained for it says of which kind a document is.",
          new Part("labels", LabelsSection::draw));

  public static final Chapter ENTITIES =
      new Chapter(
          "entities",
          "Entities",
          "A model that gives every token a label finds the people, places and things that a text"
              + " names.",
          new Part("entities", EntitiesSection::draw));

  public static final Chapter SUMMARIZE =
      new Chapter(
          "summarize",
          "Summaries",
          "What the documents say, in fewer words.",
          new Part("summaries", SummarySection::draw));

  public static final Chapter ASK =
      new Chapter(
          "ask",
          "Answers",
          "What a model answers when it is asked about every document.",
          new Part("answers", AnswersSection::draw));

  public static final Chapter GENERATE =
      new Chapter(
          "generate",
          "Generation",
          "To write, a model chooses one of the likely next tokens, again and again.",
          new Part("generations", GenerationSection::texts),
          new Part("trace", GenerationSection::trace));

  /** The first chapter. */
  static final Chapter RUN =
      new Chapter(
          "run",
          "The run",
          "What went in, what it cost, and what did not work.",
          new Part("documents", RunSection::draw));

  /** The last chapter. */
  static final Chapter FILES =
      new Chapter(
          "files",
          "Files",
          "The same figures, and the tables they come from.",
          new Part("documents", FilesSection::draw));

  private Chapters() {}
}
