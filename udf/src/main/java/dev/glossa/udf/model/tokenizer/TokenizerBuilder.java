package dev.glossa.udf.model.tokenizer;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Puts a {@code tokenizer.json} together: a model, what stands before and after it, and tokens. */
final class TokenizerBuilder {
  /** The text, and the second one of a pair, in a template. */
  static final String TEXT = "$A";

  static final String SECOND = "$B";

  private final ObjectNode root = JsonNodeFactory.instance.objectNode();
  private final Map<String, Integer> ids;
  private final Map<String, AddedToken> added = new LinkedHashMap<>();
  private int next;

  /**
   * Begins with a model.
   *
   * @param model as {@link Parts} writes it
   * @param vocabulary ids of its tokens
   */
  TokenizerBuilder(ObjectNode model, Map<String, Integer> vocabulary) {
    this.ids = new HashMap<>(vocabulary);
    this.next = vocabulary.values().stream().max(Comparator.naturalOrder()).orElse(-1) + 1;
    root.put("version", "1.0");
    root.putNull("truncation").putNull("padding");
    root.putNull("normalizer").putNull("pre_tokenizer");
    root.putNull("post_processor").putNull("decoder");
    root.set("model", model);
  }

  TokenizerBuilder normalizer(JsonNode normalizer) {
    root.set("normalizer", normalizer);
    return this;
  }

  TokenizerBuilder preTokenizer(JsonNode preTokenizer) {
    root.set("pre_tokenizer", preTokenizer);
    return this;
  }

  TokenizerBuilder decoder(JsonNode decoder) {
    root.set("decoder", decoder);
    return this;
  }

  TokenizerBuilder postProcessor(JsonNode postProcessor) {
    root.set("post_processor", postProcessor);
    return this;
  }

  /** Adds a token; one that the vocabulary lacks gets the next id. */
  int add(AddedToken token) {
    return add(next, token);
  }

  /** Adds a token with an id of its own, which counts where the vocabulary does not know it. */
  int add(int id, AddedToken token) {
    Integer known = ids.putIfAbsent(token.content(), id);
    added.put(token.content(), token);
    next = Math.max(next, id + (known == null ? 1 : 0));
    return known == null ? id : known;
  }

  /** Adds a token unless one of the same content has been added. */
  void addMissing(AddedToken token) {
    if (!added.containsKey(token.content())) {
      add(token);
    } else if (token.special()) {
      added.computeIfPresent(token.content(), (content, old) -> old.asSpecial());
    }
  }

  /**
   * Adds the tokens of a checkpoint's settings, and the class's own where these name none.
   *
   * @param defaults special tokens by their names
   */
  void addNamed(TokenizerSettings settings, Map<String, String> defaults) {
    settings.added().forEach(this::add);
    for (String name : TokenizerSettings.NAMES) {
      settings.named(name, defaults.get(name)).ifPresent(this::addMissing);
    }
    settings.extra().forEach(this::addMissing);
  }

  /** The id of a token, which must be there. */
  int id(String content) {
    return ids.get(content);
  }

  boolean has(String content) {
    return ids.containsKey(content);
  }

  /**
   * What stands round a text and round a pair of texts.
   *
   * @param single tokens with {@link #TEXT} among them
   * @param first the pair's first part, with {@link #TEXT}
   * @param second the pair's second part, with {@link #SECOND}
   * @param secondType type of the second part's tokens, 0 or 1
   */
  TokenizerBuilder template(
      List<String> single, List<String> first, List<String> second, int secondType) {
    ObjectNode node = JsonNodeFactory.instance.objectNode().put("type", "TemplateProcessing");
    ObjectNode tokens = JsonNodeFactory.instance.objectNode();
    addParts(node.putArray("single"), single, 0, tokens);
    ArrayNode pair = node.putArray("pair");
    addParts(pair, first, 0, tokens);
    addParts(pair, second, secondType, tokens);
    node.set("special_tokens", tokens);
    return postProcessor(node);
  }

  private void addParts(ArrayNode parts, List<String> names, int type, ObjectNode tokens) {
    for (String name : names) {
      if (name.equals(TEXT) || name.equals(SECOND)) {
        parts.addObject().putObject("Sequence").put("id", name.substring(1)).put("type_id", type);
        continue;
      }
      parts.addObject().putObject("SpecialToken").put("id", name).put("type_id", type);
      ObjectNode token = tokens.putObject(name).put("id", name);
      token.putArray("ids").add(id(name));
      token.putArray("tokens").add(name);
    }
  }

  ObjectNode build() {
    ArrayNode list = root.putArray("added_tokens");
    added.values().stream()
        .sorted(Comparator.comparingInt(token -> ids.get(token.content())))
        .forEach(token -> list.add(token.json(ids.get(token.content()))));
    return root;
  }
}
