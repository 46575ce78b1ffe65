package dev.glossa.udf.model.tokenizer;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.glossa.udf.model.CheckpointException;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Checks that a tokenizer can only give tokens that the model has.
 *
 * <p>Real checkpoints have special tokens beyond the model's vocabulary: distilbart-cnn-12-6 knows
 * 50,264 tokens, and its tokenizer has {@code <mask>} as the 50,265th. Document text never becomes
 * a special token, so one that no template puts round a text does no harm.
 */
public final class TokenizerCheck {
  private static final String REMEDY = "use the tokenizer that belongs to these weights";

  private final TokenizerFiles files;
  private final int vocabulary;

  private TokenizerCheck(TokenizerFiles files, int vocabulary) {
    this.files = files;
    this.vocabulary = vocabulary;
  }

  /**
   * Reads a tokenizer and checks it.
   *
   * @param vocabulary tokens of the model
   * @throws CheckpointException when the files are no tokenizer, or have a token that the model
   *     lacks
   */
  public static void check(TokenizerFiles files, int vocabulary) throws CheckpointException {
    new TokenizerCheck(files, vocabulary).check(files.read());
  }

  private void check(TokenizerDefinition definition) throws CheckpointException {
    checkNormalizer(definition.reading().path("normalizer"));
    checkTemplate(definition.reading().path("post_processor"));
    check(definition.writing());
    if (definition.writing() != definition.reading()) {
      requireVocabulary(definition.reading());
    }
  }

  private void check(ObjectNode root) throws CheckpointException {
    Set<Integer> special = specialTokens(root);
    JsonNode vocab = requireVocabulary(root);
    if (vocab.isArray()) {
      checkPieces(vocab, special);
      return;
    }
    for (Map.Entry<String, JsonNode> entry : vocab.properties()) {
      checkToken(entry.getKey(), entry.getValue(), special);
    }
  }

  private JsonNode requireVocabulary(ObjectNode root) throws CheckpointException {
    JsonNode vocab = root.path("model").path("vocab");
    if (vocab.isEmpty() || !(vocab.isObject() || vocab.isArray())) {
      throw fault("model.vocab", "missing or empty");
    }
    return vocab;
  }

  /** A damaged map of characters would take the process down when a text is normalized. */
  private void checkNormalizer(JsonNode normalizer) throws CheckpointException {
    for (JsonNode part : normalizer.path("normalizers")) {
      checkNormalizer(part);
    }
    JsonNode map = normalizer.path("precompiled_charsmap");
    if (!map.isTextual() || map.textValue().isEmpty()) {
      return;
    }
    var fault = CharacterMap.fault(map.textValue());
    if (fault.isPresent()) {
      throw fault("normalizer.precompiled_charsmap", fault.get());
    }
  }

  private Set<Integer> specialTokens(ObjectNode root) throws CheckpointException {
    Set<Integer> special = new HashSet<>();
    for (JsonNode token : root.path("added_tokens")) {
      if (!token.path("content").isTextual() || !token.path("id").isInt()) {
        throw fault("added_tokens: " + token, "an entry without id or content");
      }
      if (token.path("special").asBoolean(false)) {
        special.add(token.path("id").intValue());
      } else {
        checkToken(token.path("content").textValue(), token.path("id"), Set.of());
      }
    }
    return special;
  }

  /** Unigram's vocabulary: a list of [piece, score], whose places are the ids. */
  private void checkPieces(JsonNode pieces, Set<Integer> special) throws CheckpointException {
    for (int id = 0; id < pieces.size(); id++) {
      JsonNode piece = pieces.get(id);
      if (!piece.path(0).isTextual() || !piece.path(1).isNumber()) {
        throw fault("model.vocab " + id + ": " + piece, "not [piece, score]");
      }
      if (id >= vocabulary && !special.contains(id)) {
        throw beyond(piece.path(0).textValue(), id);
      }
    }
  }

  private void checkToken(String token, JsonNode id, Set<Integer> special)
      throws CheckpointException {
    if (!id.isInt() || id.intValue() < 0) {
      throw fault("token " + token + " = " + id, "not a token number");
    }
    if (id.intValue() >= vocabulary && !special.contains(id.intValue())) {
      throw beyond(token, id.intValue());
    }
  }

  /** The tokens that a template puts round every text must be the model's. */
  private void checkTemplate(JsonNode template) throws CheckpointException {
    for (String name : new String[] {"sep", "cls"}) {
      if (template.path(name).isArray()) {
        checkToken(name, template.path(name).path(1), Set.of());
      }
    }
    for (JsonNode token : template.path("special_tokens")) {
      for (JsonNode id : token.path("ids")) {
        checkToken(token.path("id").asText(), id, Set.of());
      }
    }
    for (JsonNode part : template.path("processors")) {
      checkTemplate(part);
    }
  }

  private CheckpointException beyond(String token, int id) {
    return fault("token " + token + " = " + id, "the model has only " + vocabulary + " tokens");
  }

  private CheckpointException fault(String what, String why) {
    return new CheckpointException(files.main(), what, why, REMEDY);
  }
}
