package dev.glossa.udf.text;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Makes a {@code tokenizer.json} of the {@code vocab.txt} of an older BERT checkpoint, as
 * transformers' {@code BertConverter} does ({@code convert_slow_tokenizer.py}).
 *
 * <p>Such a file does not say whether text is lower-cased. It is, unless the vocabulary has a
 * capital letter of its own.
 */
final class WordPieceVocabulary {
  private static final List<String> SPECIAL = List.of("[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]");

  private WordPieceVocabulary() {}

  /** One token per line, its id the number of the line from 0. */
  static ObjectNode read(Path file) throws IOException {
    List<String> tokens = Files.readAllLines(file, StandardCharsets.UTF_8);
    JsonNodeFactory json = JsonNodeFactory.instance;
    ObjectNode vocab = json.objectNode();
    for (int id = 0; id < tokens.size(); id++) {
      vocab.put(tokens.get(id), id);
    }
    ArrayNode added = json.arrayNode();
    for (String token : SPECIAL) {
      if (!vocab.has(token)) {
        throw new IOException(
            "Cannot open tokenizer: "
                + file
                + " (no token "
                + token
                + "; a vocab.txt must be a BERT WordPiece vocabulary)");
      }
      added
          .addObject()
          .put("id", vocab.get(token).asInt())
          .put("content", token)
          .put("single_word", false)
          .put("lstrip", false)
          .put("rstrip", false)
          .put("normalized", false)
          .put("special", true);
    }
    boolean lowercase = tokens.stream().noneMatch(WordPieceVocabulary::isCapital);
    ObjectNode root = json.objectNode();
    root.put("version", "1.0");
    root.set("added_tokens", added);
    root.putObject("normalizer")
        .put("type", "BertNormalizer")
        .put("clean_text", true)
        .put("handle_chinese_chars", true)
        .putNull("strip_accents")
        .put("lowercase", lowercase);
    root.putObject("pre_tokenizer").put("type", "BertPreTokenizer");
    ObjectNode template = root.putObject("post_processor").put("type", "BertProcessing");
    template.putArray("sep").add("[SEP]").add(vocab.get("[SEP]").asInt());
    template.putArray("cls").add("[CLS]").add(vocab.get("[CLS]").asInt());
    root.putObject("decoder").put("type", "WordPiece").put("prefix", "##").put("cleanup", true);
    root.putObject("model")
        .put("type", "WordPiece")
        .put("unk_token", "[UNK]")
        .put("continuing_subword_prefix", "##")
        .put("max_input_chars_per_word", 100)
        .set("vocab", vocab);
    return root;
  }

  private static boolean isCapital(String token) {
    return token.codePointCount(0, token.length()) == 1
        && Character.isUpperCase(token.codePointAt(0));
  }
}
