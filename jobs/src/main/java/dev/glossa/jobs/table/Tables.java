package dev.glossa.jobs.table;

import dev.glossa.jobs.table.Stage.Part;
import dev.glossa.udf.task.AttentionResult;
import dev.glossa.udf.task.EmbedResult;
import dev.glossa.udf.task.GenerateResult;
import dev.glossa.udf.task.NextTokenResult;
import dev.glossa.udf.task.SummarizeResult;
import dev.glossa.udf.task.TokenizeResult;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** All tables, and which stage fills which. */
public final class Tables {

  public static final Table DOCUMENTS = new DocumentsTable();
  public static final Table OCCURRENCES = new OccurrencesTable();
  public static final Table ERRORS = new ErrorsTable();
  public static final Table RESOLVED = new ResolvedTable();
  public static final WordVectorsTable WORD_VECTORS = new WordVectorsTable();

  private static final List<Stage<?>> STAGES =
      List.of(
          new Stage<>(
              "tokenize",
              TokenizeResult.class,
              List.of(
                  new Part<>(new SentencesTable(), TokenizeResult::sentences),
                  new Part<>(new TokensTable(), TokenizeResult::tokens))),
          new Stage<>(
              "embed",
              EmbedResult.class,
              List.of(new Part<>(new VectorsTable(), EmbedResult::vectors))),
          new Stage<>(
              "attention",
              AttentionResult.class,
              List.of(
                  new Part<>(new AttentionTable(), AttentionResult::attention),
                  new Part<>(new AttentionMatricesTable(), AttentionResult::attentionMatrices))),
          new Stage<>(
              "nexttoken",
              NextTokenResult.class,
              List.of(
                  new Part<>(new NextTokenTable(), NextTokenResult::nextToken),
                  new Part<>(new SurprisalTable(), NextTokenResult::surprisal))),
          new Stage<>(
              "summarize",
              SummarizeResult.class,
              List.of(
                  new Part<>(new SummariesTable(), SummarizeResult::summaries),
                  new Part<>(new SummaryChunksTable(), SummarizeResult::summaryChunks))),
          new Stage<>(
              "generate",
              GenerateResult.class,
              List.of(
                  new Part<>(new GenerationsTable(), GenerateResult::generations),
                  new Part<>(new TraceTable(), GenerateResult::trace))));

  private Tables() {}

  /** The stages in the order in which a pipeline runs them. */
  public static List<Stage<?>> stages() {
    return STAGES;
  }

  /**
   * The stage of that name.
   *
   * @throws IllegalArgumentException when there is none
   */
  public static Stage<?> forStage(String name) {
    return STAGES.stream()
        .filter(stage -> stage.name().equals(name))
        .findFirst()
        .orElseThrow(
            () -> {
              List<String> known = STAGES.stream().map(Stage::name).toList();
              return new IllegalArgumentException(
                  "Cannot find the stage: " + name + " (there are: " + known + ")");
            });
  }

  /** All tables, the documents' own first. */
  public static List<Table> all() {
    List<Table> all = new ArrayList<>(List.of(DOCUMENTS, OCCURRENCES, ERRORS, RESOLVED));
    STAGES.forEach(stage -> all.addAll(stage.tables()));
    all.add(WORD_VECTORS);
    return List.copyOf(all);
  }

  /** The table of that name. */
  public static Optional<Table> find(String name) {
    return all().stream().filter(table -> table.name().equals(name)).findFirst();
  }

  /** Every table with its columns' types and meanings, as Markdown. */
  public static String describe() {
    StringBuilder text = new StringBuilder();
    for (Table table : all()) {
      text.append("### ").append(table.name()).append("\n\nOne row per ").append(table.rowPer());
      text.append(".\n\n| column | type | meaning |\n|---|---|---|\n");
      for (Column column : table.allColumns()) {
        text.append("| ").append(column.name());
        text.append(" | ").append(column.type().catalogString());
        text.append(" | ").append(column.meaning()).append(" |\n");
      }
      text.append('\n');
    }
    return text.toString();
  }
}
