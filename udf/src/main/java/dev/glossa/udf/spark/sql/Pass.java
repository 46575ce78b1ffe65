package dev.glossa.udf.spark.sql;

import dev.glossa.udf.spark.ExecutorModels;
import dev.glossa.udf.spark.ModelPlan;
import dev.glossa.udf.task.Document;
import dev.glossa.udf.task.Failure;
import dev.glossa.udf.task.Meter;
import dev.glossa.udf.task.Outcome;
import dev.glossa.udf.task.Task;
import dev.glossa.udf.task.TaskSettings;
import dev.glossa.udf.text.RepairedText;
import dev.glossa.udf.text.Script;
import dev.glossa.udf.text.TextKey;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.TaskContext;
import org.apache.spark.sql.types.DataType;

/**
 * One way through models, which all calls of the same settings share.
 *
 * @param settings of the stage
 * @param plan its models
 * @param language of texts, or {@code auto}
 * @param otherLanguage what {@code auto} takes a text without Hangul to be
 * @param values for places of prompts
 * @param columns the calls
 * @param <R> a text's result
 */
record Pass<R>(
    TaskSettings<R> settings,
    ModelPlan plan,
    String language,
    String otherLanguage,
    Map<String, String> values,
    List<Column<R>> columns)
    implements Serializable {
  private static final String READ = "read";

  /**
   * A call.
   *
   * @param number among all calls of the operator, from 0
   * @param function its name
   * @param tried whether a row that fails has its error in the value
   * @param type of what {@code value} gives
   */
  record Column<R>(
      int number, String function, boolean tried, DataType type, CallRequest.Value<R> value)
      implements Serializable {}

  /**
   * The passes that requests need, whose checkpoints are checked here.
   *
   * @throws IllegalArgumentException with every problem of one of them
   */
  static List<Pass<?>> of(List<CallRequest<?>> requests) {
    Map<CallSettings.Configured<?>, List<Integer>> byPass = new LinkedHashMap<>();
    for (int i = 0; i < requests.size(); i++) {
      byPass.computeIfAbsent(requests.get(i).configured(), ignored -> new ArrayList<>()).add(i);
    }
    List<Pass<?>> passes = new ArrayList<>();
    byPass.forEach((configured, numbers) -> passes.add(pass(configured, numbers, requests)));
    return passes;
  }

  @SuppressWarnings("unchecked") // Requests of equal settings have results of the same stage.
  private static <R> Pass<R> pass(
      CallSettings.Configured<R> configured, List<Integer> numbers, List<CallRequest<?>> requests) {
    List<Column<R>> columns = new ArrayList<>();
    for (int number : numbers) {
      CallRequest<R> request = (CallRequest<R>) requests.get(number);
      columns.add(
          new Column<>(
              number, request.function(), request.tried(), request.valueType(), request.value()));
    }
    return new Pass<>(
        configured.settings(),
        configured.models().get(),
        configured.language(),
        configured.otherLanguage(),
        configured.columns(),
        columns);
  }

  /** A request's stage, models and batches, for people. */
  static String described(CallRequest<?> request) {
    TaskSettings<?> settings = request.configured().settings();
    Object tokens = settings.identity().get("batch_tokens");
    return "["
        + settings.stage()
        + (settings.checkpoints().isEmpty()
            ? ""
            : ", model " + String.join(", ", settings.checkpoints()))
        + (tokens == null ? "" : ", batches of " + tokens + " tokens")
        + "]";
  }

  /** A text as the stage takes it, under the key that it has in an archive. */
  Document document(String given) {
    String text = RepairedText.of(given).text();
    String its = language.equals("auto") ? Script.language(text, otherLanguage) : language;
    return new Document(TextKey.of(text), "", "", its, values, text, List.of());
  }

  /** What becomes of documents, by key. */
  Map<String, Outcome<R>> run(Map<String, Document> documents, Meter meter) {
    Map<String, Outcome<R>> outcomes = new HashMap<>();
    List<Document> readable = new ArrayList<>();
    for (Document document : documents.values()) {
      if (new RepairedText(document.text(), 0).isBlank()) {
        outcomes.put(
            document.key(),
            new Outcome.Failed<>(
                document.key(),
                new Failure(READ, "EMPTY_TEXT", "Cannot read the text (nothing to see in it)")));
      } else {
        readable.add(document);
      }
    }
    try (ExecutorModels models = ExecutorModels.ofCall(plan, meter);
        Task<R> task = settings.open(models)) {
      task.run(readable.iterator())
          .forEachRemaining(
              outcome -> {
                TaskContext.get().killTaskIfInterrupted();
                models.out(outcome);
                outcomes.put(outcome.key(), outcome);
              });
    }
    return outcomes;
  }
}
