package dev.glossa.udf.model;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Iterator;
import java.util.Map;
import java.util.Set;

/**
 * Checks that a {@code tokenizer.json} (the form of Hugging Face's tokenizers library) can only
 * give tokens that the model has.
 *
 * <p>Real checkpoints have special tokens beyond the model's vocabulary: distilbart-cnn-12-6 knows
 * 50,264 tokens, and its tokenizer has {@code <mask>} as the 50,265th. Document text never becomes
 * a special token, so one that no template puts round a text does no harm.
 */
final class TokenizerFile {
  private static final String REMEDY = "use the tokenizer.json that belongs to these weights";

  private final Path file;
  private final ObjectNode root;
  private final int vocabulary;

  private TokenizerFile(Path file, int vocabulary) throws CheckpointException {
    this.file = file;
    this.root = Json.read(file, REMEDY);
    this.vocabulary = vocabulary;
  }

  /**
   * @param vocabulary tokens of the model
   * @throws CheckpointException when the file is no tokenizer, or has a token that the model lacks
   */
  static void check(Path file, int vocabulary) throws CheckpointException {
    new TokenizerFile(file, vocabulary).check();
  }

  private void check() throws CheckpointException {
    Set<Integer> special = specialTokens();
    JsonNode vocab = root.path("model").path("vocab");
    if (vocab.isEmpty() || !(vocab.isObject() || vocab.isArray())) {
      throw fault("model.vocab", "missing or empty");
    }
    if (vocab.isArray()) {
      checkPieces(vocab, special);
    } else {
      for (Iterator<Map.Entry<String, JsonNode>> entries = vocab.fields(); entries.hasNext(); ) {
        Map.Entry<String, JsonNode> entry = entries.next();
        checkToken(entry.getKey(), entry.getValue(), special);
      }
    }
    checkTemplate(root.path("post_processor"));
  }

  private Set<Integer> specialTokens() throws CheckpointException {
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
    return new CheckpointException(file, what, why, REMEDY);
  }
}
