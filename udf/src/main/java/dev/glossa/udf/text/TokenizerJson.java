package dev.glossa.udf.text;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A {@code tokenizer.json}, and the second tokenizer that is made of it for the text of documents.
 *
 * <p>In the document tokenizer no control token can be reached from text: wherever one is named, as
 * an added token or in the vocabulary, its name is replaced by one that holds 128 random bits. It
 * has to be replaced and not taken out, because the library numbers added tokens in their order,
 * and because a Unigram model finds {@code </s>} in its vocabulary even when no added token stands
 * for it. Ids stay what they are.
 *
 * <p>A special token that is also an ordinary sign of the vocabulary, such as a padding token
 * {@code !}, is no control token: documents have to be able to hold that sign.
 *
 * <p>The format is the tokenizers library's own (<a
 * href="https://github.com/huggingface/tokenizers">huggingface/tokenizers</a>, {@code
 * tokenizer/serialization.rs}).
 */
final class TokenizerJson {
  private static final SecureRandom RANDOM = new SecureRandom();

  private final ObjectNode root;
  private final Map<String, Integer> control = new TreeMap<>();
  private final String secret = secret();

  TokenizerJson(ObjectNode root) {
    this.root = root;
    // A text is padded by the engine and never cut, whatever the file says.
    root.putNull("truncation");
    root.putNull("padding");
    // What makes tokens random belongs to training.
    if (root.path("model") instanceof ObjectNode model) {
      model.remove(List.of("dropout", "alpha", "nbest_size"));
    }
    Set<String> signs = new HashSet<>();
    for (JsonNode token : added()) {
      if (isSign(token.path("content").asText())) {
        signs.add(token.path("content").asText());
      }
    }
    if (!signs.isEmpty()) {
      signs.retainAll(vocabulary().values());
    }
    for (JsonNode token : added()) {
      String content = token.path("content").asText();
      if (token.path("special").asBoolean(false) && !signs.contains(content)) {
        control.put(content, token.path("id").asInt());
      }
    }
  }

  /** Random bits behind a digit, so that no text is divided before them. */
  private static String secret() {
    byte[] bits = new byte[16];
    RANDOM.nextBytes(bits);
    return "0" + HexFormat.of().formatHex(bits);
  }

  /** The added tokens in the order of their ids, in which the library numbers them. */
  private List<JsonNode> added() {
    List<JsonNode> added = new ArrayList<>();
    root.path("added_tokens").forEach(added::add);
    added.sort(Comparator.comparingInt(token -> token.path("id").asInt()));
    return added;
  }

  /** A single character that texts are written with. */
  private static boolean isSign(String content) {
    if (content.codePointCount(0, content.length()) != 1) {
      return false;
    }
    int sign = content.codePointAt(0);
    return switch (Character.getType(sign)) {
      case Character.CONTROL, Character.FORMAT -> Character.isWhitespace(sign);
      case Character.PRIVATE_USE, Character.SURROGATE, Character.UNASSIGNED -> false;
      default -> true;
    };
  }

  /** Ids of the control tokens, which no document may give, by what they are written as. */
  Map<String, Integer> control() {
    return control;
  }

  /** The id that stands for unknown text, or -1 where none does. */
  int unknown() {
    JsonNode model = root.path("model");
    JsonNode token = model.path("unk_token");
    return token.isTextual()
        ? vocab(root).path(token.textValue()).asInt(-1)
        : model.path("unk_id").asInt(-1);
  }

  /** Whether tokens that go on with a word have a mark. */
  boolean marksContinuations() {
    return !root.path("model").path("continuing_subword_prefix").asText("").isEmpty();
  }

  /** What makes text of tokens, or a missing node where they are joined by spaces. */
  JsonNode decoder() {
    return root.path("decoder");
  }

  /** The text of each id; null for an id that no token has. */
  String[] tokens() {
    SortedMap<Integer, String> byId = vocabulary();
    for (JsonNode token : added()) {
      byId.put(token.path("id").asInt(), token.path("content").asText());
    }
    String[] tokens = new String[byId.isEmpty() ? 0 : byId.lastKey() + 1];
    byId.forEach((id, token) -> tokens[id] = token);
    return tokens;
  }

  /** Added tokens that text can give and that the vocabulary lacks: ids by what is written. */
  Map<String, Integer> addedBeyondVocabulary() {
    SortedMap<Integer, String> vocabulary = vocabulary();
    Map<String, Integer> beyond = new TreeMap<>();
    for (JsonNode token : added()) {
      String content = token.path("content").asText();
      int id = token.path("id").asInt();
      if (!control.containsKey(content) && !vocabulary.containsKey(id)) {
        beyond.put(content, id);
      }
    }
    return beyond;
  }

  private SortedMap<Integer, String> vocabulary() {
    SortedMap<Integer, String> byId = new TreeMap<>();
    JsonNode vocab = vocab(root);
    if (vocab.isArray()) {
      for (int id = 0; id < vocab.size(); id++) {
        byId.put(id, vocab.get(id).path(0).asText());
      }
    } else {
      vocab.fields().forEachRemaining(entry -> byId.put(entry.getValue().asInt(), entry.getKey()));
    }
    return byId;
  }

  /** The tokenizer as the checkpoint means it. */
  String template() {
    return root.toString();
  }

  /** What control tokens are called in the tokenizer that documents go through. */
  ControlNames controlNames() {
    return new ControlNames(secret, added(), control.keySet());
  }

  /** The tokenizer that documents go through. */
  String document() {
    ObjectNode copy = root.deepCopy();
    ArrayNode renamed = copy.putArray("added_tokens");
    for (JsonNode token : added()) {
      ObjectNode entry = token.deepCopy();
      String content = token.path("content").asText();
      if (control.containsKey(content)) {
        entry.put("content", secret + content).put("normalized", false);
      }
      renamed.add(entry);
    }
    rename((ObjectNode) copy.path("model"));
    return copy.toString();
  }

  private void rename(ObjectNode model) {
    if (model.path("vocab") instanceof ArrayNode pieces) {
      for (JsonNode piece : pieces) {
        if (control.containsKey(piece.path(0).asText())) {
          ((ArrayNode) piece).set(0, secret + piece.path(0).asText());
        }
      }
      return;
    }
    ObjectNode renamed = JsonNodeFactory.instance.objectNode();
    for (Iterator<Map.Entry<String, JsonNode>> it = model.path("vocab").fields(); it.hasNext(); ) {
      Map.Entry<String, JsonNode> entry = it.next();
      boolean hidden = control.containsKey(entry.getKey());
      renamed.set(hidden ? secret + entry.getKey() : entry.getKey(), entry.getValue());
    }
    model.set("vocab", renamed);
    if (control.containsKey(model.path("unk_token").asText())) {
      model.put("unk_token", secret + model.path("unk_token").asText());
    }
    if (model.path("merges") instanceof ArrayNode merges) {
      for (Iterator<JsonNode> it = merges.iterator(); it.hasNext(); ) {
        if (usesControl(it.next())) {
          it.remove();
        }
      }
    }
  }

  /**
   * Whether a merge makes a control token or is made of one. Merges are written {@code "a b"} in
   * older files and {@code ["a", "b"]} in newer ones.
   */
  private boolean usesControl(JsonNode merge) {
    String both = merge.asText();
    int space = both.indexOf(' ');
    String left = merge.isArray() ? merge.path(0).asText() : both.substring(0, Math.max(0, space));
    String right = merge.isArray() ? merge.path(1).asText() : both.substring(space + 1);
    return control.containsKey(left)
        || control.containsKey(right)
        || control.containsKey(left + right);
  }

  private static JsonNode vocab(ObjectNode root) {
    return root.path("model").path("vocab");
  }
}
