package dev.glossa.udf.decode;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The texts that transformers wrote with the reference checkpoints. */
final class ReferenceCases {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int NEW_TOKENS = 24;
  private static final Pattern PART = Pattern.compile("([a-z]+)(-?[0-9.]+)?");

  private ReferenceCases() {}

  /**
   * One text to write.
   *
   * @param name of the entry
   * @param document number of the case that holds it
   * @param settings changes to the checkpoint's own
   * @param sequences [texts][tokens], padded to equal length; with an encoder-decoder's start token
   * @param scores of the texts; empty for a greedy one
   */
  record Entry(
      String name,
      int document,
      Map<String, Object> settings,
      List<int[]> sequences,
      double[] scores) {}

  static int[] ids(JsonNode node) {
    return JSON.convertValue(node, int[].class);
  }

  static List<Entry> entries(List<JsonNode> cases) {
    List<Entry> entries = new ArrayList<>();
    for (int document = 0; document < cases.size(); document++) {
      JsonNode fields = cases.get(document);
      for (Map.Entry<String, JsonNode> field : fields.properties()) {
        String name = field.getKey();
        JsonNode value = field.getValue();
        if (name.startsWith("greedy") && value.isArray()) {
          entries.add(
              new Entry(
                  name, document, settings(name, fields), List.of(ids(value)), new double[0]));
        } else if (value.has("sequence")) {
          entries.add(
              new Entry(
                  name,
                  document,
                  map(value.get("settings")),
                  List.of(ids(value.get("sequence"))),
                  value.has("score")
                      ? new double[] {value.get("score").asDouble()}
                      : new double[0]));
        } else if (value.has("sequences")) {
          entries.add(several(name, document, fields, value));
        }
      }
    }
    return entries;
  }

  private static Entry several(String name, int document, JsonNode fields, JsonNode value) {
    List<int[]> sequences = new ArrayList<>();
    value.get("sequences").forEach(sequence -> sequences.add(ids(sequence)));
    return new Entry(
        name,
        document,
        value.has("settings") ? map(value.get("settings")) : settings(name, fields),
        sequences,
        value.path("scores").isArray()
            ? JSON.convertValue(value.get("scores"), double[].class)
            : new double[0]);
  }

  private static Map<String, Object> map(JsonNode settings) {
    return JSON.convertValue(settings, new TypeReference<>() {});
  }

  /**
   * What a name such as {@code beam4_ngram2_lp0.6} says. All texts are as long as those of the
   * entries of the same case that come with their settings.
   */
  static Map<String, Object> settings(String name, JsonNode fields) {
    Map<String, Object> settings = new TreeMap<>();
    settings.put(
        "max_new_tokens",
        fields.path("greedy_eos").path("settings").path("max_new_tokens").asInt(NEW_TOKENS));
    for (String part : name.replace("no_repeat_", "").replace("repetition_", "").split("_", -1)) {
      Matcher matcher = PART.matcher(part);
      if (!matcher.matches()) {
        throw new IllegalArgumentException("Cannot read the name of an entry: " + name);
      }
      Double number = matcher.group(2) == null ? null : Double.valueOf(matcher.group(2));
      switch (matcher.group(1)) {
        case "greedy" -> settings.put("num_beams", 1);
        case "beam" -> settings.put("num_beams", number);
        case "lp" -> settings.put("length_penalty", number);
        case "early" -> settings.put("early_stopping", true);
        case "never" -> settings.put("early_stopping", "never");
        case "return" -> settings.put("num_return_sequences", number);
        case "min" -> settings.put("min_length", number);
        case "ngram" -> settings.put("no_repeat_ngram_size", number);
        case "penalty" -> settings.put("repetition_penalty", number);
        default ->
            throw new IllegalArgumentException(
                "Cannot read " + part + " in the name of an entry: " + name);
      }
    }
    return settings;
  }
}
