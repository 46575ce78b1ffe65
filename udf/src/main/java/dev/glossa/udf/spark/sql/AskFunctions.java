package dev.glossa.udf.spark.sql;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.glossa.udf.spark.sql.Arguments.Work;
import dev.glossa.udf.task.AnswerRow;
import dev.glossa.udf.task.AskResult;
import dev.glossa.udf.task.AskSettings;
import dev.glossa.udf.task.Stages;
import dev.glossa.udf.task.TaskSettings;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * Functions that ask a model in words. What they ask is in the section {@code functions} of the
 * configuration, under their names; a call's options are keys of its question.
 */
final class AskFunctions {
  private static final ObjectMapper JSON = new ObjectMapper();

  static final List<ModelFunction> ALL =
      List.of(
          new ModelFunction(
              "ai_gen",
              "prompt",
              "What the model of ask.model answers to a prompt.",
              1,
              1,
              true,
              a -> answer(a, a.text(0), List.of(), Map.of())),
          new ModelFunction(
              "ai_query",
              "model, prompt",
              "What a model, by its name in the configuration, answers to a prompt.",
              2,
              2,
              true,
              a ->
                  answer(
                      a,
                      a.text(1),
                      List.of("ask.model=" + Arguments.quoted(a.constant(0))),
                      Map.of())),
          new ModelFunction(
              "ai_extract",
              "text, labels",
              "What a text says about each label, as a struct of strings; NULL where it says"
                  + " nothing.",
              2,
              2,
              true,
              AskFunctions::extract),
          new ModelFunction(
              "ai_translate",
              "text, to",
              "A text in another language.",
              2,
              2,
              true,
              a -> answer(a, a.text(0), List.of(), Map.of("to", a.constant(1)))),
          new ModelFunction(
              "ai_fix_grammar",
              "text",
              "A text without its mistakes.",
              1,
              1,
              true,
              a -> answer(a, a.text(0), List.of(), Map.of())),
          new ModelFunction(
              "ai_analyze_sentiment",
              "text",
              "positive, negative, neutral or mixed.",
              1,
              1,
              true,
              a -> answer(a, a.text(0), List.of(), Map.of())));

  private AskFunctions() {}

  /** One of the labels, as a choice that the model makes. */
  static Expression classify(Arguments a) {
    List<String> labels = a.constants(1);
    if (labels.size() == 1) {
      throw new IllegalArgumentException("only one label (give two or more)");
    }
    return answer(
        a,
        a.text(0),
        List.of(key(a, "choices") + labels.stream().map(Arguments::quoted).toList()),
        Map.of("labels", String.join(", ", labels)));
  }

  private static Expression extract(Arguments a) {
    List<String> labels = a.constants(1);
    ObjectNode schema = JSON.createObjectNode().put("type", "object");
    ObjectNode properties = schema.putObject("properties");
    StructType type = new StructType();
    for (String label : labels) {
      properties.putObject(label).putArray("type").add("string").add("null");
      schema.withArray("required").add(label);
      type = type.add(label, DataTypes.StringType, true);
    }
    schema.put("additionalProperties", false);
    return a.call(
        a.text(0),
        work(
            a,
            // As a text, in which the order of the labels stays.
            List.of(key(a, "schema") + Arguments.quoted(schema.toString())),
            Map.of("labels", String.join(", ", labels))),
        List.of(labels),
        type,
        (result, document) -> struct(result.answers().get(0), labels));
  }

  private static Object struct(AnswerRow answer, List<String> labels) {
    try {
      JsonNode json = JSON.readTree(answer.json());
      List<Object> values = new ArrayList<>();
      labels.forEach(label -> values.add(json.path(label).textValue()));
      return RowFactory.create(values.toArray());
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("An answer follows its schema", e);
    }
  }

  private static Expression answer(
      Arguments a, Expression text, List<String> sets, Map<String, String> columns) {
    return a.call(
        text,
        work(a, sets, columns),
        List.of(),
        DataTypes.StringType,
        (result, document) -> result.answers().get(0).answer());
  }

  private static Work<AskResult> work(Arguments a, List<String> sets, Map<String, String> columns) {
    String function = a.function();
    return new Work<>(
        Stages.ASK,
        (key, value) ->
            List.of(
                switch (key) {
                  case "model", "max_tokens" -> "ask." + key + "=" + value;
                  default -> key(a, key) + value;
                }),
        sets,
        columns,
        settings -> only(settings, function));
  }

  private static String key(Arguments a, String key) {
    return "functions." + a.function() + "." + key + "=";
  }

  private static TaskSettings<AskResult> only(TaskSettings<AskResult> given, String question) {
    AskSettings settings = (AskSettings) given;
    return new AskSettings(
        settings.model(),
        Map.of(question, settings.questions().get(question)),
        settings.columns(),
        settings.maxTokens(),
        settings.framing(),
        settings.seed(),
        settings.batch());
  }
}
