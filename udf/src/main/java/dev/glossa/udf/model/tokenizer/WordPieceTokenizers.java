package dev.glossa.udf.model.tokenizer;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.glossa.udf.model.CheckpointException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The kin of BERT's tokenizer: a {@code vocab.txt} of words and of their continuations. */
final class WordPieceTokenizers {
  static final String VOCABULARY = "vocab.txt";

  private static final String REMEDY = "give the vocab.txt of these weights";

  private WordPieceTokenizers() {}

  /** {@code BertTokenizer}: {@code [CLS]} text {@code [SEP]}, the second text of type 1. */
  static ObjectNode bert(Path folder, TokenizerSettings settings) throws CheckpointException {
    return bert(vocabulary(folder.resolve(VOCABULARY)), folder.resolve(VOCABULARY), settings);
  }

  /** The same of a {@code vocab.txt} under any name. */
  static ObjectNode bertFile(Path file) throws CheckpointException {
    return bert(vocabulary(file), file, TokenizerSettings.none());
  }

  private static ObjectNode bert(
      Map<String, Integer> vocabulary, Path file, TokenizerSettings settings)
      throws CheckpointException {
    TokenizerBuilder builder = model(vocabulary, file, settings);
    builder.addNamed(
        settings,
        Map.of(
            "unk_token", "[UNK]",
            "sep_token", "[SEP]",
            "pad_token", "[PAD]",
            "cls_token", "[CLS]",
            "mask_token", "[MASK]"));
    String cls = Frames.name(settings, "cls_token", "[CLS]");
    String sep = Frames.name(settings, "sep_token", "[SEP]");
    return builder
        .template(
            List.of(cls, TokenizerBuilder.TEXT, sep),
            List.of(cls, TokenizerBuilder.TEXT, sep),
            List.of(TokenizerBuilder.SECOND, sep),
            1)
        .build();
  }

  /** {@code MPNetTokenizer}: {@code <s>} text {@code </s>}. */
  static ObjectNode mpnet(Path folder, TokenizerSettings settings) throws CheckpointException {
    Path file = folder.resolve(VOCABULARY);
    TokenizerBuilder builder = model(vocabulary(file), file, settings);
    Map<String, String> names = new LinkedHashMap<>(Frames.FAIRSEQ);
    names.put("unk_token", "[UNK]");
    builder.addNamed(settings, names);
    String cls = Frames.name(settings, "cls_token", "<s>");
    String sep = Frames.name(settings, "sep_token", "</s>");
    return builder
        .postProcessor(
            Parts.robertaProcessing(sep, builder.id(sep), cls, builder.id(cls), true, false))
        .build();
  }

  private static TokenizerBuilder model(
      Map<String, Integer> vocabulary, Path file, TokenizerSettings settings)
      throws CheckpointException {
    String unknown = Frames.name(settings, "unk_token", "[UNK]");
    if (!vocabulary.containsKey(unknown)) {
      throw new CheckpointException(
          file, "token " + unknown, "missing, so that nothing stands for unknown words", REMEDY);
    }
    return new TokenizerBuilder(Parts.wordPiece(vocabulary, unknown), vocabulary)
        .normalizer(
            Parts.bertNormalizer(
                settings.flag("tokenize_chinese_chars", true),
                settings.flag("strip_accents"),
                settings.flag("do_lower_case", true)))
        .preTokenizer(Parts.bertPreTokenizer())
        .decoder(Parts.wordPieceDecoder());
  }

  /** A token a line, its id the number of the line from 0; the last of equal ones counts. */
  private static Map<String, Integer> vocabulary(Path file) throws CheckpointException {
    Map<String, Integer> vocabulary = new LinkedHashMap<>();
    String[] lines = ByteLevelTokenizers.lines(file);
    for (int id = 0; id < lines.length; id++) {
      vocabulary.put(lines[id].stripTrailing(), id);
    }
    return vocabulary;
  }
}
