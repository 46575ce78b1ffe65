package dev.glossa.udf.model.tokenizer;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * A token that is found in a text before the model splits it.
 *
 * @param content as it is written
 * @param special whether it controls the model
 * @param normalized whether it is looked for in normalized text
 * @param lstrip whether white space before it belongs to it
 * @param rstrip whether white space after it belongs to it
 * @param singleWord whether it must stand alone
 */
record AddedToken(
    String content,
    boolean special,
    boolean normalized,
    boolean lstrip,
    boolean rstrip,
    boolean singleWord) {

  static AddedToken special(String content) {
    return new AddedToken(content, true, false, false, false, false);
  }

  /** A token that is no control token and is looked for in the text as it stands. */
  static AddedToken plain(String content) {
    return new AddedToken(content, false, false, false, false, false);
  }

  /** Reads a token that is written as a string, or as an object with the library's names. */
  static AddedToken read(JsonNode node, boolean special) {
    if (node.isTextual()) {
      return special ? special(node.textValue()) : plain(node.textValue());
    }
    boolean own = special || node.path("special").asBoolean(false);
    return new AddedToken(
        node.path("content").asText(),
        own,
        node.path("normalized").asBoolean(!own),
        node.path("lstrip").asBoolean(false),
        node.path("rstrip").asBoolean(false),
        node.path("single_word").asBoolean(false));
  }

  /** Whether a node is a token in one of the two forms. */
  static boolean isToken(JsonNode node) {
    return node.isTextual() || node.path("content").isTextual();
  }

  AddedToken asSpecial() {
    return new AddedToken(content, true, normalized, lstrip, rstrip, singleWord);
  }

  ObjectNode json(int id) {
    return JsonNodeFactory.instance
        .objectNode()
        .put("id", id)
        .put("content", content)
        .put("single_word", singleWord)
        .put("lstrip", lstrip)
        .put("rstrip", rstrip)
        .put("normalized", normalized)
        .put("special", special);
  }
}
