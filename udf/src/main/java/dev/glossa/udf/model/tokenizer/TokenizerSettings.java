package dev.glossa.udf.model.tokenizer;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.glossa.udf.model.CheckpointException;
import dev.glossa.udf.model.Json;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What {@code tokenizer_config.json}, {@code special_tokens_map.json} and {@code added_tokens.json}
 * say together. As in transformers ({@code tokenization_utils_base.py}, {@code _from_pretrained}),
 * the latter two count only where the first has no {@code added_tokens_decoder}.
 */
final class TokenizerSettings {
  static final String CONFIG = "tokenizer_config.json";
  static final String SPECIAL_TOKENS = "special_tokens_map.json";
  static final String ADDED_TOKENS = "added_tokens.json";

  /** The names of special tokens, in the order in which missing ones are added. */
  static final List<String> NAMES =
      List.of(
          "bos_token",
          "eos_token",
          "unk_token",
          "sep_token",
          "pad_token",
          "cls_token",
          "mask_token");

  /** Classes that do not tell a model which of two texts a token counts to. */
  private static final Set<String> UNTYPED = Set.of("PreTrainedTokenizer", "TokenizersBackend");

  private static final String REMEDY = "copy the tokenizer's files again";

  private final ObjectNode fields;
  private final SortedMap<Integer, AddedToken> added = new TreeMap<>();

  private TokenizerSettings(ObjectNode fields) {
    this.fields = fields;
  }

  /** No settings: the class's own defaults. */
  static TokenizerSettings none() {
    return new TokenizerSettings(JsonNodeFactory.instance.objectNode());
  }

  /** Those of the three files that a folder has. */
  static List<Path> files(Path folder) {
    return List.of(CONFIG, SPECIAL_TOKENS, ADDED_TOKENS).stream()
        .map(folder::resolve)
        .filter(Files::isRegularFile)
        .toList();
  }

  static TokenizerSettings read(Path folder) throws CheckpointException {
    Path file = folder.resolve(CONFIG);
    TokenizerSettings settings =
        Files.isRegularFile(file) ? new TokenizerSettings(Json.read(file, REMEDY)) : none();
    if (settings.fields.path("added_tokens_decoder").isObject()) {
      settings.readDecoder(file);
    } else {
      settings.readOlder(folder);
    }
    return settings;
  }

  private void readDecoder(Path file) throws CheckpointException {
    Iterator<Map.Entry<String, JsonNode>> entries =
        fields.path("added_tokens_decoder").properties().iterator();
    while (entries.hasNext()) {
      Map.Entry<String, JsonNode> entry = entries.next();
      if (!entry.getKey().matches("\\d{1,9}") || !AddedToken.isToken(entry.getValue())) {
        throw new CheckpointException(
            file,
            "added_tokens_decoder: " + entry.getKey(),
            "not a token number and a token",
            REMEDY);
      }
      added.put(Integer.valueOf(entry.getKey()), AddedToken.read(entry.getValue(), false));
    }
  }

  private void readOlder(Path folder) throws CheckpointException {
    Path map = folder.resolve(SPECIAL_TOKENS);
    if (Files.isRegularFile(map)) {
      fields.setAll(Json.read(map, REMEDY));
    }
    Path file = folder.resolve(ADDED_TOKENS);
    if (!Files.isRegularFile(file)) {
      return;
    }
    List<String> special = new ArrayList<>();
    NAMES.forEach(name -> named(name, null).ifPresent(token -> special.add(token.content())));
    extra().forEach(token -> special.add(token.content()));
    for (Map.Entry<String, JsonNode> entry : Json.read(file, REMEDY).properties()) {
      if (!entry.getValue().isInt() || entry.getValue().intValue() < 0) {
        throw new CheckpointException(
            file, entry.getKey() + " = " + entry.getValue(), "not a token number", REMEDY);
      }
      boolean own = special.contains(entry.getKey());
      added.put(
          entry.getValue().intValue(),
          new AddedToken(entry.getKey(), own, !own, false, false, false));
    }
  }

  /** The class's name without {@code Fast}, if one is named. */
  Optional<String> tokenizerClass() {
    return text("tokenizer_class").map(name -> name.replaceFirst("Fast$", ""));
  }

  /**
   * Whether a model is told which of two texts a token counts to: {@code model_input_names}, or
   * else what the class does. A {@code tokenizer.json} of which no class is named tells nothing, as
   * transformers' own PreTrainedTokenizerFast.
   *
   * @param name of the class, without {@code Fast}
   */
  boolean typed(Optional<String> name) {
    JsonNode inputs = fields.path("model_input_names");
    if (!inputs.isArray()) {
      return name.isPresent() && !UNTYPED.contains(name.get());
    }
    boolean typed = false;
    for (JsonNode input : inputs) {
      typed |= input.asText().equals("token_type_ids");
    }
    return typed;
  }

  Optional<String> text(String name) {
    return Optional.ofNullable(fields.path(name).textValue());
  }

  boolean flag(String name, boolean absent) {
    return fields.path(name).isBoolean() ? fields.path(name).booleanValue() : absent;
  }

  /** A flag that may also be null, which is a value of its own. */
  Optional<Boolean> flag(String name) {
    return fields.path(name).isBoolean()
        ? Optional.of(fields.path(name).booleanValue())
        : Optional.empty();
  }

  int number(String name, int absent) {
    return fields.path(name).isInt() ? fields.path(name).intValue() : absent;
  }

  /**
   * A special token by its name.
   *
   * @param absent what stands for one that is not named; null for none
   */
  Optional<AddedToken> named(String name, String absent) {
    JsonNode node = fields.get(name);
    if (node != null) {
      return AddedToken.isToken(node) ? Optional.of(AddedToken.read(node, true)) : Optional.empty();
    }
    return absent == null ? Optional.empty() : Optional.of(AddedToken.special(absent));
  }

  /** Further special tokens. */
  List<AddedToken> extra() {
    List<AddedToken> extra = new ArrayList<>();
    JsonNode own = fields.path("extra_special_tokens");
    JsonNode list = own.isEmpty() ? fields.path("additional_special_tokens") : own;
    for (JsonNode node : list) {
      if (AddedToken.isToken(node)) {
        extra.add(AddedToken.read(node, !node.path("special").isBoolean()));
      }
    }
    return extra;
  }

  /** Added tokens by their ids. */
  SortedMap<Integer, AddedToken> added() {
    return Collections.unmodifiableSortedMap(added);
  }
}
