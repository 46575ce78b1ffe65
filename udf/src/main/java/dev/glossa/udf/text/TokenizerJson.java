package dev.glossa.udf.text;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.Map;
import java.util.TreeMap;

/**
 * A {@code tokenizer.json}, and the second tokenizer that is made of it for the text of documents.
 *
 * <p>In the document tokenizer no special token can be reached from text. Its {@code added_tokens}
 * keep only those that are not special; and the special tokens' entries in the vocabulary get names
 * that hold 128 random bits, because a Unigram model finds {@code </s>} in its vocabulary even when
 * no added token stands for it. Ids stay what they are. The format is the tokenizers library's own
 * (<a href="https://github.com/huggingface/tokenizers">huggingface/tokenizers</a>, {@code
 * tokenizer/serialization.rs}).
 */
final class TokenizerJson {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final SecureRandom RANDOM = new SecureRandom();

  private final ObjectNode root;
  private final Map<String, Integer> special = new TreeMap<>();

  private TokenizerJson(ObjectNode root) {
    this.root = root;
    // A text is padded by the engine and never cut, whatever the file says.
    root.putNull("truncation");
    root.putNull("padding");
    for (JsonNode token : root.path("added_tokens")) {
      if (token.path("special").asBoolean(false)) {
        special.put(token.path("content").asText(), token.path("id").asInt());
      }
    }
  }

  /** Reads a {@code tokenizer.json}, or a WordPiece {@code vocab.txt}. */
  static TokenizerJson read(Path file) throws IOException {
    if (file.toString().endsWith(".txt")) {
      return new TokenizerJson(WordPieceVocabulary.read(file));
    }
    JsonNode root;
    try (var in = Files.newInputStream(file)) {
      root = JSON.readTree(in);
    } catch (JsonProcessingException e) {
      throw new IOException(
          "Cannot open tokenizer: " + file + " (no JSON; give the checkpoint's tokenizer.json)", e);
    }
    if (!(root instanceof ObjectNode object)
        || !object.path("model").path("vocab").isContainerNode()) {
      throw new IOException(
          "Cannot open tokenizer: "
              + file
              + " (no model with a vocabulary; give the checkpoint's tokenizer.json)");
    }
    return new TokenizerJson(object);
  }

  /** Ids of the special tokens by what they are written as. */
  Map<String, Integer> special() {
    return special;
  }

  /** The id that stands for what the vocabulary lacks, or -1 where nothing does. */
  int unknown() {
    JsonNode model = root.path("model");
    JsonNode token = model.path("unk_token");
    return token.isTextual()
        ? vocab(root).path(token.textValue()).asInt(-1)
        : model.path("unk_id").asInt(-1);
  }

  /** What each id is written as; null for an id that no token has. */
  String[] tokens() {
    Map<Integer, String> byId = new TreeMap<>();
    JsonNode vocab = vocab(root);
    if (vocab.isArray()) {
      for (int id = 0; id < vocab.size(); id++) {
        byId.put(id, vocab.get(id).path(0).asText());
      }
    } else {
      vocab.fields().forEachRemaining(entry -> byId.put(entry.getValue().asInt(), entry.getKey()));
    }
    for (JsonNode token : root.path("added_tokens")) {
      byId.put(token.path("id").asInt(), token.path("content").asText());
    }
    String[] tokens = new String[byId.keySet().stream().max(Integer::compare).orElse(-1) + 1];
    byId.forEach((id, token) -> tokens[id] = token);
    return tokens;
  }

  /** The tokenizer as the checkpoint means it. */
  String template() {
    return root.toString();
  }

  /** The tokenizer that documents go through. */
  String document() {
    ObjectNode copy = root.deepCopy();
    ArrayNode kept = JsonNodeFactory.instance.arrayNode();
    for (JsonNode token : root.path("added_tokens")) {
      if (!token.path("special").asBoolean(false)) {
        kept.add(token);
      }
    }
    copy.set("added_tokens", kept);
    rename((ObjectNode) copy.path("model"));
    return copy.toString();
  }

  private void rename(ObjectNode model) {
    byte[] bits = new byte[16];
    RANDOM.nextBytes(bits);
    String secret = HexFormat.of().formatHex(bits);
    if (model.path("vocab") instanceof ArrayNode pieces) {
      for (JsonNode piece : pieces) {
        if (special.containsKey(piece.path(0).asText())) {
          ((ArrayNode) piece).set(0, secret + piece.path(0).asText());
        }
      }
      return;
    }
    ObjectNode renamed = JsonNodeFactory.instance.objectNode();
    for (Iterator<Map.Entry<String, JsonNode>> it = model.path("vocab").fields(); it.hasNext(); ) {
      Map.Entry<String, JsonNode> entry = it.next();
      boolean hidden = special.containsKey(entry.getKey());
      renamed.set(hidden ? secret + entry.getKey() : entry.getKey(), entry.getValue());
    }
    model.set("vocab", renamed);
    if (special.containsKey(model.path("unk_token").asText())) {
      model.put("unk_token", secret + model.path("unk_token").asText());
    }
    if (model.path("merges") instanceof ArrayNode merges) {
      for (Iterator<JsonNode> it = merges.iterator(); it.hasNext(); ) {
        if (special.containsKey(merged(it.next()))) {
          it.remove();
        }
      }
    }
  }

  /** What a merge makes: {@code "a b"} in older files, {@code ["a", "b"]} in newer ones. */
  private static String merged(JsonNode merge) {
    return merge.isArray()
        ? merge.path(0).asText() + merge.path(1).asText()
        : merge.asText().replaceFirst(" ", "");
  }

  private static JsonNode vocab(ObjectNode root) {
    return root.path("model").path("vocab");
  }
}
