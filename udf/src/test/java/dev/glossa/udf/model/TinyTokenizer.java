package dev.glossa.udf.model;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A byte-level BPE tokenizer in the form of Hugging Face's tokenizers library: the 256 bytes, a few
 * merges for English and Korean, and the special tokens of a family. Any text goes through it, and
 * comes back.
 */
public final class TinyTokenizer {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** Each is built by merges from left to right; a leading space is part of a word. */
  private static final List<String> WORDS =
      List.of(
          " the", " and", " of", " to", " in", " is", "ing", "er", "ed", "on", "re", "at", " a",
          "가", "나", "다", "이", "을", "는", "에", "니다");

  private final Map<String, Integer> vocabulary = new LinkedHashMap<>();
  private final List<String> merges = new ArrayList<>();
  private final List<String> specials;
  private final ObjectNode template;

  private TinyTokenizer(List<String> first, List<String> last, String begin, String end) {
    this.specials = new ArrayList<>(first);
    specials.addAll(last);
    first.forEach(this::add);
    for (int value = 0; value < 256; value++) {
      add(symbol(value));
    }
    WORDS.forEach(this::addWord);
    last.forEach(this::add);
    this.template = begin == null ? byteLevel() : template(begin, end);
  }

  /** No template; {@code <|endoftext|>} is the last token. */
  public static TinyTokenizer gpt2() {
    return new TinyTokenizer(List.of(), List.of("<|endoftext|>"), null, null);
  }

  /** {@code <s>} text {@code </s>}, with the family's first four tokens and its last. */
  public static TinyTokenizer bart() {
    return new TinyTokenizer(
        List.of("<s>", "<pad>", "</s>", "<unk>"), List.of("<mask>"), "<s>", "</s>");
  }

  /** {@code [CLS]} text {@code [SEP]}. */
  public static TinyTokenizer bert() {
    return new TinyTokenizer(
        List.of("[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"), List.of(), "[CLS]", "[SEP]");
  }

  /** Tokens, the special ones among them. */
  public int size() {
    return vocabulary.size();
  }

  /** A token's number. */
  public int id(String token) {
    return vocabulary.get(token);
  }

  /** The text of tokenizer.json. */
  public String json() {
    ObjectNode root = JSON.createObjectNode().put("version", "1.0");
    root.putNull("truncation").putNull("padding");
    ArrayNode added = root.putArray("added_tokens");
    for (String token : specials) {
      added
          .addObject()
          .put("id", id(token))
          .put("content", token)
          .put("single_word", false)
          .put("lstrip", false)
          .put("rstrip", false)
          .put("normalized", false)
          .put("special", true);
    }
    root.putNull("normalizer");
    root.set("pre_tokenizer", byteLevel());
    root.set("post_processor", template);
    root.set("decoder", byteLevel());
    ObjectNode model = root.putObject("model").put("type", "BPE");
    model.putNull("dropout").putNull("unk_token").put("fuse_unk", false);
    ObjectNode vocab = model.putObject("vocab");
    vocabulary.forEach(vocab::put);
    merges.forEach(model.putArray("merges")::add);
    return root.toPrettyString();
  }

  private void add(String token) {
    vocabulary.putIfAbsent(token, vocabulary.size());
  }

  private void addWord(String word) {
    String token = "";
    for (byte value : word.getBytes(StandardCharsets.UTF_8)) {
      String symbol = symbol(Byte.toUnsignedInt(value));
      String longer = token + symbol;
      if (!token.isEmpty() && !vocabulary.containsKey(longer)) {
        merges.add(token + " " + symbol);
        add(longer);
      }
      token = longer;
    }
  }

  /**
   * The character that stands for a byte (GPT-2's {@code bytes_to_unicode}): itself where it can be
   * printed, and otherwise the next free one from U+0100.
   */
  private static String symbol(int value) {
    int free = 0x100;
    for (int other = 0; other < value; other++) {
      free += isPrintable(other) ? 0 : 1;
    }
    return Character.toString(isPrintable(value) ? value : free);
  }

  private static boolean isPrintable(int value) {
    return (value >= '!' && value <= '~')
        || (value >= 0xa1 && value <= 0xac)
        || (value >= 0xae && value <= 0xff);
  }

  private static ObjectNode byteLevel() {
    return JSON.createObjectNode()
        .put("type", "ByteLevel")
        .put("add_prefix_space", false)
        .put("trim_offsets", false)
        .put("use_regex", true);
  }

  private ObjectNode template(String begin, String end) {
    ObjectNode root = JSON.createObjectNode().put("type", "TemplateProcessing");
    for (String kind : List.of("single", "pair")) {
      ArrayNode parts = root.putArray(kind);
      special(parts, begin);
      sequence(parts, "A");
      special(parts, end);
      if (kind.equals("pair")) {
        sequence(parts, "B");
        special(parts, end);
      }
    }
    ObjectNode tokens = root.putObject("special_tokens");
    for (String token : List.of(begin, end)) {
      ObjectNode entry = tokens.putObject(token).put("id", token);
      entry.putArray("ids").add(id(token));
      entry.putArray("tokens").add(token);
    }
    return root;
  }

  private static void special(ArrayNode parts, String token) {
    parts.addObject().putObject("SpecialToken").put("id", token).put("type_id", 0);
  }

  private static void sequence(ArrayNode parts, String name) {
    parts.addObject().putObject("Sequence").put("id", name).put("type_id", 0);
  }
}
