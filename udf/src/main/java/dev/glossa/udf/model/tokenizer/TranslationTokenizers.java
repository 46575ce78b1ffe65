package dev.glossa.udf.model.tokenizer;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.glossa.udf.model.CheckpointException;
import dev.glossa.udf.model.tokenizer.SentencePieceModel.Piece;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Marian's tokenizer and M2M-100's: SentencePiece splits a text, and a {@code vocab.json} numbers
 * the pieces. A piece that the latter lacks is unknown to the model.
 */
final class TranslationTokenizers {
  private static final String END = "</s>";
  private static final String UNKNOWN = "<unk>";

  private TranslationTokenizers() {}

  /** {@code MarianTokenizer}: text {@code </s>}. */
  static TokenizerDefinition marian(Path folder, TokenizerSettings settings)
      throws CheckpointException {
    Map<String, Integer> source = vocabulary(folder.resolve("vocab.json"));
    boolean separate = settings.flag("separate_vocabs", false);
    Map<String, Integer> target =
        separate ? vocabulary(folder.resolve("target_vocab.json")) : source;
    TokenizerBuilder writing = writing(target);
    writing.addNamed(
        settings, Map.of("eos_token", END, "unk_token", UNKNOWN, "pad_token", "<pad>"));
    source.keySet().stream()
        .filter(token -> token.matches(">>.*<<"))
        .forEach(token -> writing.addMissing(AddedToken.special(token)));
    return definition(
        SentencePieceModel.read(folder.resolve("source.spm")), source, writing, List.of());
  }

  /** {@code M2M100Tokenizer}: the language of a text, the text, {@code </s>}. */
  static TokenizerDefinition m2m100(Path folder, Path model, TokenizerSettings settings)
      throws CheckpointException {
    Map<String, Integer> vocabulary = vocabulary(folder.resolve("vocab.json"));
    TokenizerBuilder writing = writing(vocabulary);
    String family = settings.text("language_codes").filter("wmt21"::equals).orElse("m2m100");
    for (String code : Languages.codes(family)) {
      writing.addMissing(AddedToken.special("__" + code + "__"));
    }
    writing.addNamed(
        settings,
        Map.of(
            "bos_token", "<s>",
            "eos_token", END,
            "sep_token", END,
            "unk_token", UNKNOWN,
            "pad_token", "<pad>"));
    String source = "__" + settings.text("src_lang").orElse("en") + "__";
    return definition(
        SentencePieceModel.read(model),
        vocabulary,
        writing,
        writing.has(source) ? List.of(source) : List.of());
  }

  private static TokenizerDefinition definition(
      SentencePieceModel model,
      Map<String, Integer> vocabulary,
      TokenizerBuilder writing,
      List<String> before) {
    List<Piece> pieces = model.pieces();
    int[] ids = new int[pieces.size()];
    for (int i = 0; i < ids.length; i++) {
      ids[i] = vocabulary.getOrDefault(pieces.get(i).text(), vocabulary.get(UNKNOWN));
    }
    TokenizerBuilder reading = SentencePieceBpe.bare(model, true);
    SentencePieceBpe.addOwn(reading, model);
    reading.addMissing(AddedToken.special(model.unknownText()));
    ObjectNode written = Frames.fixed(writing, before, List.of(), List.of(END)).build();
    ObjectNode read = reading.build();
    if (model.removesSpaces()) {
      // To SentencePiece a sign ▁ of the text is a space, and none stands at the end.
      ((ArrayNode) read.path("normalizer").path("normalizers"))
          .add(Parts.replaceAll(SentencePieceModel.SPACE + "+\\z", ""));
    }
    // What stands round a text has the model's numbers, not SentencePiece's.
    read.set("post_processor", written.get("post_processor"));
    return new TokenizerDefinition(read, written, ids, Languages.NONE, true);
  }

  private static TokenizerBuilder writing(Map<String, Integer> vocabulary) {
    return new TokenizerBuilder(Parts.wordLevel(vocabulary, UNKNOWN), vocabulary)
        .decoder(Parts.metaspace("always", true));
  }

  private static Map<String, Integer> vocabulary(Path file) throws CheckpointException {
    Map<String, Integer> vocabulary = new LinkedHashMap<>(ByteLevelTokenizers.vocabulary(file));
    for (String token : List.of(UNKNOWN, END)) {
      if (!vocabulary.containsKey(token)) {
        throw new CheckpointException(
            file, "token " + token, "missing", "give the vocab.json of these weights");
      }
    }
    return vocabulary;
  }
}
