package dev.glossa.udf.model.tokenizer;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Normalizers, pre-tokenizers, models and decoders by the names of the tokenizers library. */
final class Parts {
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  private Parts() {}

  private static ObjectNode of(String type) {
    return JSON.objectNode().put("type", type);
  }

  /** Several normalizers, one after the other. */
  static ObjectNode normalizers(JsonNode... parts) {
    return list("normalizers", List.of(parts));
  }

  static ObjectNode preTokenizers(JsonNode... parts) {
    return list("pretokenizers", List.of(parts));
  }

  static ObjectNode decoders(List<JsonNode> parts) {
    return list("decoders", parts);
  }

  private static ObjectNode list(String name, List<JsonNode> parts) {
    ObjectNode sequence = of("Sequence");
    sequence.putArray(name).addAll(parts);
    return sequence;
  }

  static ObjectNode nfc() {
    return of("NFC");
  }

  static ObjectNode bertNormalizer(
      boolean handleChinese, Optional<Boolean> stripAccents, boolean lowercase) {
    ObjectNode node =
        of("BertNormalizer")
            .put("clean_text", true)
            .put("handle_chinese_chars", handleChinese)
            .put("lowercase", lowercase);
    return node.put("strip_accents", stripAccents.orElse(null));
  }

  static ObjectNode precompiled(byte[] characterMap) {
    return of("Precompiled")
        .put("precompiled_charsmap", Base64.getEncoder().encodeToString(characterMap));
  }

  static ObjectNode replace(String text, String content) {
    ObjectNode node = of("Replace").put("content", content);
    node.putObject("pattern").put("String", text);
    return node;
  }

  static ObjectNode replaceAll(String regex, String content) {
    ObjectNode node = of("Replace").put("content", content);
    node.putObject("pattern").put("Regex", regex);
    return node;
  }

  static ObjectNode bertPreTokenizer() {
    return of("BertPreTokenizer");
  }

  static ObjectNode whitespaceSplit() {
    return of("WhitespaceSplit");
  }

  static ObjectNode split(String kind, String pattern, String behavior) {
    ObjectNode node = of("Split").put("behavior", behavior).put("invert", false);
    node.putObject("pattern").put(kind, pattern);
    return node;
  }

  /** Bytes as characters, before the model and after it. */
  static ObjectNode byteLevel(boolean addPrefixSpace, boolean useRegex) {
    return of("ByteLevel")
        .put("add_prefix_space", addPrefixSpace)
        .put("trim_offsets", true)
        .put("use_regex", useRegex);
  }

  /**
   * Spaces as {@code ▁}, before the model and after it.
   *
   * @param prepend whether one is put before a text: {@code always}, {@code first} or {@code never}
   */
  static ObjectNode metaspace(String prepend, boolean split) {
    return of("Metaspace")
        .put("replacement", SentencePieceModel.SPACE)
        .put("prepend_scheme", prepend)
        .put("split", split);
  }

  static ObjectNode wordPieceDecoder() {
    return of("WordPiece").put("prefix", "##").put("cleanup", true);
  }

  static ObjectNode byteFallback() {
    return of("ByteFallback");
  }

  static ObjectNode fuse() {
    return of("Fuse");
  }

  /** Takes one space off the begin. */
  static ObjectNode stripFirst() {
    return of("Strip").put("content", " ").put("start", 1).put("stop", 0);
  }

  static ObjectNode robertaProcessing(
      String sep, int sepId, String cls, int clsId, boolean trimOffsets, boolean addPrefixSpace) {
    ObjectNode node =
        of("RobertaProcessing")
            .put("trim_offsets", trimOffsets)
            .put("add_prefix_space", addPrefixSpace);
    node.putArray("sep").add(sep).add(sepId);
    node.putArray("cls").add(cls).add(clsId);
    return node;
  }

  static ObjectNode wordPiece(Map<String, Integer> vocabulary, String unknown) {
    ObjectNode node =
        of("WordPiece")
            .put("unk_token", unknown)
            .put("continuing_subword_prefix", "##")
            .put("max_input_chars_per_word", 100);
    vocabulary.forEach(node.putObject("vocab")::put);
    return node;
  }

  static ObjectNode wordLevel(Map<String, Integer> vocabulary, String unknown) {
    ObjectNode node = of("WordLevel").put("unk_token", unknown);
    vocabulary.forEach(node.putObject("vocab")::put);
    return node;
  }

  /**
   * A model that merges pairs.
   *
   * @param merges pairs, the first ones first
   * @param unknown token for what the vocabulary lacks; null for none
   */
  static ObjectNode bpe(
      Map<String, Integer> vocabulary,
      List<String[]> merges,
      String unknown,
      boolean fuseUnknown,
      boolean byteFallback) {
    ObjectNode node =
        of("BPE")
            .put("unk_token", unknown)
            .put("fuse_unk", fuseUnknown)
            .put("byte_fallback", byteFallback)
            .put("ignore_merges", false);
    vocabulary.forEach(node.putObject("vocab")::put);
    ArrayNode pairs = node.putArray("merges");
    merges.forEach(pair -> pairs.addArray().add(pair[0]).add(pair[1]));
    return node;
  }

  static ObjectNode unigram(
      List<SentencePieceModel.Piece> pieces, int unknown, boolean byteFallback) {
    ObjectNode node = of("Unigram").put("unk_id", unknown).put("byte_fallback", byteFallback);
    ArrayNode vocabulary = node.putArray("vocab");
    pieces.forEach(piece -> vocabulary.addArray().add(piece.text()).add((double) piece.score()));
    return node;
  }
}
