package dev.glossa.udf.model.tokenizer;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.glossa.udf.model.CheckpointException;
import dev.glossa.udf.model.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The kin of GPT-2's tokenizer: {@code vocab.json} and {@code merges.txt} over bytes. */
final class ByteLevelTokenizers {
  static final String VOCABULARY = "vocab.json";
  static final String MERGES = "merges.txt";

  private static final String REMEDY = "copy vocab.json and merges.txt of the same checkpoint";

  /** The pattern by which Qwen's models split texts. */
  private static final String QWEN_PATTERN =
      "(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\\r\\n\\p{L}\\p{N}]?\\p{L}+|\\p{N}"
          + "| ?[^\\s\\p{L}\\p{N}]+[\\r\\n]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+";

  private ByteLevelTokenizers() {}

  /** {@code GPT2Tokenizer}; nothing stands round a text unless {@code add_bos_token} says so. */
  static ObjectNode gpt2(Path folder, TokenizerSettings settings) throws CheckpointException {
    String end = "<|endoftext|>";
    boolean prefixSpace = settings.flag("add_prefix_space", false);
    TokenizerBuilder builder =
        model(folder)
            .preTokenizer(Parts.byteLevel(prefixSpace, true))
            .decoder(Parts.byteLevel(true, true));
    Map<String, String> names = Map.of("bos_token", end, "eos_token", end, "unk_token", end);
    builder.addNamed(settings, names);
    return Frames.optional(builder, settings, names).build();
  }

  /** {@code GPTNeoXTokenizer}. */
  static ObjectNode gptNeoX(Path folder, TokenizerSettings settings) throws CheckpointException {
    String end = "<|endoftext|>";
    TokenizerBuilder builder =
        model(folder)
            .normalizer(Parts.nfc())
            .preTokenizer(Parts.byteLevel(settings.flag("add_prefix_space", false), true))
            .decoder(Parts.byteLevel(true, true));
    Map<String, String> names = new HashMap<>(Map.of("bos_token", end, "eos_token", end));
    names.put("unk_token", end);
    names.put("pad_token", "<|padding|>");
    builder.addNamed(settings, names);
    return Frames.optional(builder, settings, names).build();
  }

  /** {@code Qwen2Tokenizer}. */
  static ObjectNode qwen2(Path folder, TokenizerSettings settings) throws CheckpointException {
    String end = "<|endoftext|>";
    TokenizerBuilder builder =
        model(folder)
            .normalizer(Parts.nfc())
            .preTokenizer(
                Parts.preTokenizers(
                    Parts.split("Regex", QWEN_PATTERN, "Isolated"),
                    Parts.byteLevel(settings.flag("add_prefix_space", false), false)))
            .decoder(Parts.byteLevel(true, true));
    Map<String, String> names = Map.of("eos_token", end, "unk_token", end, "pad_token", end);
    builder.addNamed(settings, names);
    return Frames.optional(builder, settings, names).build();
  }

  /** {@code RobertaTokenizer} and BART's: {@code <s>} text {@code </s>}. */
  static ObjectNode roberta(Path folder, TokenizerSettings settings) throws CheckpointException {
    boolean prefixSpace = settings.flag("add_prefix_space", false);
    TokenizerBuilder builder =
        model(folder)
            .preTokenizer(Parts.byteLevel(prefixSpace, true))
            .decoder(Parts.byteLevel(true, true));
    builder.addNamed(settings, Frames.FAIRSEQ);
    String cls = Frames.name(settings, "cls_token", "<s>");
    String sep = Frames.name(settings, "sep_token", "</s>");
    return builder
        .postProcessor(
            Parts.robertaProcessing(
                sep,
                builder.id(sep),
                cls,
                builder.id(cls),
                settings.flag("trim_offsets", true),
                prefixSpace))
        .build();
  }

  private static TokenizerBuilder model(Path folder) throws CheckpointException {
    Map<String, Integer> vocabulary = vocabulary(folder.resolve(VOCABULARY));
    List<String[]> merges = merges(folder.resolve(MERGES), vocabulary);
    return new TokenizerBuilder(Parts.bpe(vocabulary, merges, null, false, false), vocabulary);
  }

  /** A {@code vocab.json}: ids by token. */
  static Map<String, Integer> vocabulary(Path file) throws CheckpointException {
    Map<String, Integer> vocabulary = new LinkedHashMap<>();
    for (Map.Entry<String, JsonNode> entry : Json.read(file, REMEDY).properties()) {
      if (!entry.getValue().isInt() || entry.getValue().intValue() < 0) {
        throw new CheckpointException(
            file, entry.getKey() + " = " + entry.getValue(), "not a token number", REMEDY);
      }
      vocabulary.put(entry.getKey(), entry.getValue().intValue());
    }
    if (vocabulary.isEmpty()) {
      throw new CheckpointException(file, "content", "no token", REMEDY);
    }
    return vocabulary;
  }

  /** A {@code merges.txt}: a pair on each line, apart from a line with its version. */
  private static List<String[]> merges(Path file, Map<String, Integer> vocabulary)
      throws CheckpointException {
    List<String[]> merges = new ArrayList<>();
    String[] lines = lines(file);
    for (int line = 0; line < lines.length; line++) {
      String text = lines[line];
      if (text.startsWith("#version") || text.isBlank()) {
        continue;
      }
      String[] pair = text.split(" ", -1);
      if (pair.length != 2 || !vocabulary.containsKey(pair[0] + pair[1])) {
        throw new CheckpointException(
            file,
            "line " + (line + 1) + ": " + text,
            "not two parts of a token of the vocabulary",
            REMEDY);
      }
      merges.add(pair);
    }
    return merges;
  }

  /** The lines of a text file, each without its end. */
  static String[] lines(Path file) throws CheckpointException {
    try {
      return Files.readString(file, StandardCharsets.UTF_8).split("\\r?\\n");
    } catch (IOException e) {
      throw new CheckpointException(file, "not readable", String.valueOf(e), REMEDY, e);
    }
  }
}
