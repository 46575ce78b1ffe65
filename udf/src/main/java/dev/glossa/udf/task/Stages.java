package dev.glossa.udf.task;

import static dev.glossa.udf.task.DocumentStage.rows;

import java.util.List;
import java.util.Optional;

/** All stages. A new one is declared here and nowhere else in this module. */
public final class Stages {

  /** Sentences, words and tokens. */
  public static final DocumentStage<TokenizeResult> TOKENIZE =
      new DocumentStage<>(
          "tokenize",
          1,
          rows(SentenceRow.class, TokenizeResult::sentences),
          rows(TokensRow.class, TokenizeResult::tokens));

  /** Vectors of chunks. */
  public static final DocumentStage<EmbedResult> EMBED =
      new DocumentStage<>("embed", 2, rows(VectorRow.class, EmbedResult::vectors));

  /** A model's own vectors of words. */
  public static final WordStage WORD_VECTORS = new WordStage("word_vectors", 1);

  /** Statistics of how heads spread their attention. */
  public static final DocumentStage<AttentionResult> ATTENTION =
      new DocumentStage<>(
          "attention",
          2,
          rows(AttentionRow.class, AttentionResult::attention),
          rows(AttentionMatrixRow.class, AttentionResult::attentionMatrices));

  /** Tokens that a model expects next, and how much the text surprises it. */
  public static final DocumentStage<NextTokenResult> NEXT_TOKEN =
      new DocumentStage<>(
          "next_token",
          2,
          rows(NextTokenRow.class, NextTokenResult::nextToken),
          rows(SurprisalRow.class, NextTokenResult::surprisal));

  /** Summaries. */
  public static final DocumentStage<SummarizeResult> SUMMARIZE =
      new DocumentStage<>(
          "summarize",
          3,
          rows(SummaryRow.class, SummarizeResult::summaries),
          rows(SummaryChunkRow.class, SummarizeResult::summaryChunks));

  /** Texts that go on from a document's opening. */
  public static final DocumentStage<GenerateResult> GENERATE =
      new DocumentStage<>(
          "generate",
          3,
          rows(GenerationRow.class, GenerateResult::generations),
          rows(TraceRow.class, GenerateResult::trace));

  /** Labels of documents. */
  public static final DocumentStage<ClassifyResult> CLASSIFY =
      new DocumentStage<>("classify", 2, rows(LabelRow.class, ClassifyResult::labels));

  /** What documents name. */
  public static final DocumentStage<EntitiesResult> ENTITIES =
      new DocumentStage<>("entities", 2, rows(EntityRow.class, EntitiesResult::entities));

  /** Answers to questions about documents. */
  public static final DocumentStage<AskResult> ASK =
      new DocumentStage<>("ask", 4, rows(AnswerRow.class, AskResult::answers));

  private static final List<Stage> ALL =
      List.of(
          TOKENIZE,
          EMBED,
          WORD_VECTORS,
          ATTENTION,
          NEXT_TOKEN,
          CLASSIFY,
          ENTITIES,
          SUMMARIZE,
          ASK,
          GENERATE);

  private Stages() {}

  /** All stages, in the order in which a pipeline runs them. */
  public static List<Stage> all() {
    return ALL;
  }

  /** The stage of a persisted name. */
  public static Optional<Stage> find(String name) {
    return ALL.stream().filter(stage -> stage.name().equals(name)).findFirst();
  }
}
