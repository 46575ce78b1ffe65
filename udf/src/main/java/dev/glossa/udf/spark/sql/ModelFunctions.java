package dev.glossa.udf.spark.sql;

import dev.glossa.udf.spark.TableRows;
import dev.glossa.udf.spark.WorkRows;
import dev.glossa.udf.spark.sql.Arguments.Work;
import dev.glossa.udf.table.Table;
import dev.glossa.udf.task.ClassifyResult;
import dev.glossa.udf.task.DocumentStage;
import dev.glossa.udf.task.EmbedResult;
import dev.glossa.udf.task.EntitiesResult;
import dev.glossa.udf.task.NextTokenResult;
import dev.glossa.udf.task.SentenceChoice;
import dev.glossa.udf.task.Stages;
import dev.glossa.udf.task.SummarizeResult;
import dev.glossa.udf.task.SummarizeSettings;
import dev.glossa.udf.task.SummaryStrategy;
import dev.glossa.udf.task.TaskSettings;
import dev.glossa.udf.task.TokenizeResult;
import dev.glossa.udf.task.TokenizeSettings;
import dev.glossa.udf.task.VectorRow;
import java.io.Serializable;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;

/** All functions. Those that ask a model in words are in {@link AskFunctions}. */
final class ModelFunctions {
  private static final DataType VECTOR = DataTypes.createArrayType(DataTypes.FloatType, false);

  private static final List<ModelFunction> ALL =
      List.of(
          new ModelFunction(
              "ai_embed",
              "text",
              "The vector of a text: of one that the model reads in chunks, the mean of theirs.",
              1,
              1,
              true,
              a -> a.call(a.text(0), embed(), List.of(), VECTOR, ModelFunctions::vector)),
          new ModelFunction(
              "ai_similarity",
              "a, b",
              "The cosine of the vectors of two texts, -1 to 1.",
              2,
              2,
              false,
              ModelFunctions::similarity),
          new ModelFunction(
              "ai_summarize",
              "text[, max_words]",
              "A summary of a text, however long; of max_words words at most, where that is given"
                  + " and not 0.",
              1,
              2,
              true,
              ModelFunctions::summarize),
          new ModelFunction(
              "ai_classify",
              "text[, labels]",
              "The label that fits a text best: one of yours, or without labels one of the"
                  + " model's.",
              1,
              2,
              true,
              ModelFunctions::classify),
          new ModelFunction(
              "ai_entities",
              "text",
              "What a text names: people, places and things, as the model has them.",
              1,
              1,
              true,
              a -> rows(a, Work.of(Stages.ENTITIES, "model"), () -> Stages.ENTITIES, 0)),
          new ModelFunction(
              "ai_mask",
              "text, labels",
              "A text with [MASKED] in place of each entity that has one of the labels.",
              2,
              2,
              true,
              ModelFunctions::mask),
          new ModelFunction(
              "ai_tokens",
              "text",
              "The tokens of a text, with the template's special tokens.",
              1,
              1,
              true,
              a ->
                  a.call(
                      a.text(0),
                      tokens(),
                      List.of(),
                      TableRows.rowSchema(table(Stages.TOKENIZE, 1)),
                      (result, document) -> rows(() -> Stages.TOKENIZE, 1, result)[0])),
          new ModelFunction(
              "ai_count_tokens",
              "text",
              "How many tokens a text has, the template's special tokens among them.",
              1,
              1,
              true,
              a ->
                  a.call(
                      a.text(0),
                      tokens(),
                      List.of(),
                      DataTypes.IntegerType,
                      (result, document) -> result.tokens().get(0).ids().length)),
          new ModelFunction(
              "ai_sentences",
              "text",
              "The sentences of a text and their words.",
              1,
              1,
              true,
              a -> rows(a, sentences(), () -> Stages.TOKENIZE, 0)),
          new ModelFunction(
              "ai_next_token",
              "text[, k]",
              "The k likeliest tokens after the opening of a text, next_token.prompt_tokens long.",
              1,
              2,
              true,
              ModelFunctions::nextToken),
          new ModelFunction(
              "ai_surprisal",
              "text",
              "How surprising each token of a text is, for each chunk.",
              1,
              1,
              true,
              a -> rows(a, Work.of(Stages.NEXT_TOKEN, "model"), () -> Stages.NEXT_TOKEN, 1)),
          new ModelFunction(
              "ai_attention",
              "text",
              "How the heads of a model spread their attention over a text, for each chunk.",
              1,
              1,
              true,
              a -> rows(a, Work.of(Stages.ATTENTION, "models"), () -> Stages.ATTENTION, 0)));

  /** A stage that is found again in another process. */
  @FunctionalInterface
  interface StageOf<R> extends Serializable {
    DocumentStage<R> get();
  }

  private ModelFunctions() {}

  /** All functions, in the order of the documentation. */
  static List<ModelFunction> all() {
    return Stream.concat(ALL.stream(), AskFunctions.ALL.stream()).toList();
  }

  private static Table<?> table(DocumentStage<?> stage, int number) {
    return stage.tables().get(number);
  }

  /** A call whose value are the rows of one of the stage's tables. */
  private static <R> Expression rows(Arguments a, Work<R> work, StageOf<R> stage, int number) {
    DataType type =
        DataTypes.createArrayType(TableRows.rowSchema(table(stage.get(), number)), false);
    return a.call(
        a.text(0), work, List.of(), type, (result, document) -> rows(stage, number, result));
  }

  private static <R> Row[] rows(StageOf<R> stage, int number, R result) {
    return WorkRows.rows(stage.get().rows().get(number), result);
  }

  private static Work<EmbedResult> embed() {
    return Work.of(Stages.EMBED, "model");
  }

  private static float[] vector(EmbedResult result, Object document) {
    List<VectorRow> chunks = result.vectors();
    if (chunks.size() == 1) {
      return chunks.get(0).vector();
    }
    float[] mean = new float[chunks.get(0).vector().length];
    for (int i = 0; i < mean.length; i++) {
      double sum = 0;
      for (VectorRow chunk : chunks) {
        sum += chunk.vector()[i];
      }
      mean[i] = (float) (sum / chunks.size());
    }
    return mean;
  }

  private static Expression similarity(Arguments a) {
    // By their own name, vectors are shared with other calls of ai_embed.
    Arguments vectors = a.of("ai_embed");
    return Cosine.of(
        vectors.call(a.text(0), embed(), List.of(), VECTOR, ModelFunctions::vector),
        vectors.call(a.text(1), embed(), List.of(), VECTOR, ModelFunctions::vector));
  }

  private static Expression summarize(Arguments a) {
    int words = a.size() == 2 ? a.integer(1, 0, 1_000_000) : 0;
    boolean named = a.options().containsKey("model");
    Work<SummarizeResult> work =
        Work.of(Stages.SUMMARIZE, "default").narrowed(settings -> written(settings, named));
    return a.call(
        a.text(0),
        work,
        List.of(words),
        DataTypes.StringType,
        (result, document) -> MostWords.of(result.summaries().get(0).summary(), words));
  }

  /** What the model writes, or where settings want no such summary what is picked. */
  private static TaskSettings<SummarizeResult> written(
      TaskSettings<SummarizeResult> given, boolean named) {
    SummarizeSettings settings = (SummarizeSettings) given;
    SummaryStrategy strategy =
        settings.strategies().contains(SummaryStrategy.ABSTRACTIVE)
            ? SummaryStrategy.ABSTRACTIVE
            : SummaryStrategy.EXTRACTIVE;
    return new SummarizeSettings(
        named ? Map.of() : settings.languages(),
        settings.defaultModel(),
        List.of(strategy),
        settings.encoder(),
        settings.sentences(),
        settings.generation(),
        settings.prompts(),
        settings.defaultPrompt(),
        settings.columns(),
        settings.framings(),
        settings.batch());
  }

  private static Expression classify(Arguments a) {
    if (a.size() == 2 && !a.configured(Stages.CLASSIFY)) {
      return AskFunctions.classify(a);
    }
    Work<ClassifyResult> work = Work.of(Stages.CLASSIFY, "model");
    if (a.size() == 2) {
      List<String> labels = a.constants(1).stream().map(Arguments::quoted).toList();
      work = work.with("classify.labels=" + labels);
    }
    return a.call(
        a.text(0),
        work,
        List.of(),
        DataTypes.StringType,
        (result, document) -> result.labels().get(0).label());
  }

  private static Expression mask(Arguments a) {
    List<String> labels = a.constants(1);
    Work<EntitiesResult> work = Work.of(Stages.ENTITIES, "model");
    return a.call(
        a.text(0),
        work,
        List.of(labels),
        DataTypes.StringType,
        (result, document) -> Masked.of(document.text(), result.entities(), labels));
  }

  /** The tokens of one tokenizer, without sentences. */
  private static Work<TokenizeResult> tokens() {
    return Work.of(Stages.TOKENIZE, "tokenizers")
        .narrowed(
            settings ->
                new TokenizeSettings(
                    ((TokenizeSettings) settings).tokenizers().subList(0, 1), SentenceChoice.OFF));
  }

  /** The sentences alone, which are found also where the job tokenize is to leave them out. */
  private static Work<TokenizeResult> sentences() {
    return Work.of(Stages.TOKENIZE, "tokenizers")
        .narrowed(
            settings -> {
              SentenceChoice choice = ((TokenizeSettings) settings).sentences();
              return new TokenizeSettings(
                  List.of(), choice == SentenceChoice.OFF ? SentenceChoice.SPARK_NLP : choice);
            });
  }

  private static Expression nextToken(Arguments a) {
    Work<NextTokenResult> work = Work.of(Stages.NEXT_TOKEN, "model");
    String temperatures = "next_token.temperatures=[1.0]";
    work =
        a.size() == 2
            ? work.with(temperatures, "next_token.top_k=" + a.integer(1, 1, 1000))
            : work.with(temperatures);
    return rows(a, work, () -> Stages.NEXT_TOKEN, 0);
  }
}
