package dev.glossa.jobs.run;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.glossa.udf.schema.FlatSchema;
import dev.glossa.udf.task.Stages;
import java.util.Map;
import java.util.TreeMap;

/** What the latest run that asked questions was to answer in columns, by its configuration. */
final class AnswerSchemas {
  private static final ObjectMapper JSON = new ObjectMapper();

  private AnswerSchemas() {}

  /** The flat schemas, by question. */
  static Map<String, FlatSchema> of(Published published) {
    Map<String, FlatSchema> flat = new TreeMap<>();
    Published.Latest latest = published.latest().get(Stages.ASK.name());
    if (latest == null) {
      return flat;
    }
    JsonNode ask = read(latest.part().configuration()).path("glossa").path("ask");
    JsonNode common = ask.path("every_question").path("schema");
    for (Map.Entry<String, JsonNode> question : ask.path("questions").properties()) {
      JsonNode own = question.getValue().path("schema");
      JsonNode schema = own.isMissingNode() ? common : own;
      // A schema may stand there as a text, too.
      FlatSchema.of(schema.isTextual() ? read(schema.asText()) : schema)
          .ifPresent(fields -> flat.put(question.getKey(), fields));
    }
    return flat;
  }

  private static JsonNode read(String json) {
    try {
      return JSON.readTree(json);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("Cannot read the configuration of a run: not JSON", e);
    }
  }
}
