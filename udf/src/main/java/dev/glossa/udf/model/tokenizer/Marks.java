package dev.glossa.udf.model.tokenizer;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Marks the special tokens that a checkpoint's settings name in its {@code tokenizer.json}. A token
 * that neither file has an id for is passed over: no text gives it and nothing stands for it.
 */
final class Marks {
  private Marks() {}

  static TokenizerDefinition of(ObjectNode json, TokenizerSettings settings) {
    Map<String, ObjectNode> added = new LinkedHashMap<>();
    if (json.path("added_tokens") instanceof ArrayNode tokens) {
      for (JsonNode token : tokens) {
        if (token instanceof ObjectNode object) {
          added.put(token.path("content").asText(), object);
        }
      }
    }
    Map<String, Integer> vocabulary = null;
    for (Map.Entry<Integer, AddedToken> entry : settings.added().entrySet()) {
      AddedToken token = entry.getValue();
      if (added.containsKey(token.content())) {
        mark(added.get(token.content()), token);
      } else {
        vocabulary = vocabulary == null ? vocabulary(json) : vocabulary;
        int id = vocabulary.getOrDefault(token.content(), entry.getKey());
        added.put(token.content(), append(json, token.json(id)));
      }
    }
    for (AddedToken token : named(settings)) {
      if (added.containsKey(token.content())) {
        mark(added.get(token.content()), token);
        continue;
      }
      vocabulary = vocabulary == null ? vocabulary(json) : vocabulary;
      if (vocabulary.containsKey(token.content())) {
        int id = vocabulary.get(token.content());
        added.put(token.content(), append(json, token.json(id)));
      }
    }
    return TokenizerDefinition.of(json);
  }

  private static List<AddedToken> named(TokenizerSettings settings) {
    List<AddedToken> named = new ArrayList<>();
    for (String name : TokenizerSettings.NAMES) {
      settings.named(name, null).ifPresent(named::add);
    }
    named.addAll(settings.extra());
    return named;
  }

  private static void mark(ObjectNode entry, AddedToken token) {
    if (token.special()) {
      entry.put("special", true);
    }
  }

  private static ObjectNode append(ObjectNode json, ObjectNode entry) {
    ArrayNode tokens =
        json.path("added_tokens") instanceof ArrayNode array
            ? array
            : json.putArray("added_tokens");
    tokens.add(entry);
    return entry;
  }

  /** Ids of the tokens of the model proper. */
  static Map<String, Integer> vocabulary(ObjectNode json) {
    Map<String, Integer> vocabulary = new LinkedHashMap<>();
    JsonNode vocab = json.path("model").path("vocab");
    if (vocab.isArray()) {
      for (int id = 0; id < vocab.size(); id++) {
        vocabulary.put(vocab.get(id).path(0).asText(), id);
      }
    } else {
      vocab.properties().forEach(e -> vocabulary.put(e.getKey(), e.getValue().asInt()));
    }
    return vocabulary;
  }
}
