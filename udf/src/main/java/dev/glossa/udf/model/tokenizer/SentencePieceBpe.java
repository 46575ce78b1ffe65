package dev.glossa.udf.model.tokenizer;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.glossa.udf.model.tokenizer.SentencePieceModel.Kind;
import dev.glossa.udf.model.tokenizer.SentencePieceModel.Piece;
import dev.glossa.udf.model.tokenizer.SentencePieceModel.Type;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** The tokenizer classes that split with a BPE model of SentencePiece, and SentencePiece itself. */
final class SentencePieceBpe {
  private SentencePieceBpe() {}

  /** {@code LlamaTokenizer}; {@code add_bos_token} decides what stands before a text. */
  static ObjectNode llama(SentencePieceModel model, TokenizerSettings settings) {
    Map<String, Integer> vocabulary = vocabulary(model.pieces());
    boolean prefixSpace = settings.flag("add_prefix_space", true);
    String prepend = settings.flag("legacy", false) ? "always" : "first";
    TokenizerBuilder builder =
        new TokenizerBuilder(
                Parts.bpe(vocabulary, merges(vocabulary), null, true, true), vocabulary)
            .preTokenizer(Parts.metaspace(prefixSpace ? prepend : "never", false))
            .decoder(decoder(true, prefixSpace));
    Map<String, String> names =
        Map.of("unk_token", "<unk>", "bos_token", "<s>", "eos_token", "</s>");
    builder.addNamed(settings, names);
    addOwn(builder, model);
    return Frames.optional(builder, settings, names).build();
  }

  /** {@code GemmaTokenizer}; {@code add_bos_token} decides what stands before a text. */
  static ObjectNode gemma(SentencePieceModel model, TokenizerSettings settings) {
    Map<String, Integer> vocabulary = vocabulary(model.pieces());
    String unknown = model.unknownText();
    TokenizerBuilder builder =
        new TokenizerBuilder(
                Parts.bpe(vocabulary, merges(vocabulary), unknown, true, true), vocabulary)
            .normalizer(Parts.replace(" ", SentencePieceModel.SPACE))
            .preTokenizer(Parts.split("String", " ", "MergedWithPrevious"))
            .decoder(decoder(true, false));
    Map<String, String> names =
        Map.of(
            "unk_token", "<unk>",
            "bos_token", "<bos>",
            "eos_token", "<eos>",
            "pad_token", "<pad>",
            "mask_token", "<mask>");
    builder.addNamed(settings, names);
    addOwn(builder, model);
    return Frames.optional(builder, settings, names).build();
  }

  /** {@code NllbTokenizer}: the language of a text, the text, {@code </s>}; or as mBART's once. */
  static ObjectNode nllb(SentencePieceModel model, TokenizerSettings settings) {
    Map<String, Integer> vocabulary = new LinkedHashMap<>();
    List.of("<s>", "<pad>", "</s>", "<unk>").forEach(t -> vocabulary.put(t, vocabulary.size()));
    model.pieces().forEach(p -> vocabulary.putIfAbsent(p.text(), vocabulary.size()));
    JsonNode spaces = Parts.replaceAll(" {2,}", " ");
    TokenizerBuilder builder =
        new TokenizerBuilder(
                Parts.bpe(vocabulary, merges(vocabulary(model.pieces())), "<unk>", true, false),
                vocabulary)
            .normalizer(
                model.characterMap().length == 0
                    ? NullNode.instance
                    : Parts.normalizers(Parts.precompiled(model.characterMap()), spaces))
            .preTokenizer(Parts.metaspace("always", true))
            .decoder(Parts.metaspace("always", true));
    // The models have their languages behind the pieces, and the mask behind these.
    settings.added().forEach(builder::add);
    List<AddedToken> codes = settings.extra();
    codes.forEach(builder::addMissing);
    if (codes.isEmpty()) {
      Languages.codes("nllb").forEach(code -> builder.addMissing(AddedToken.special(code)));
    }
    builder.addNamed(settings, Frames.FAIRSEQ);
    addOwn(builder, model);
    String source = settings.text("src_lang").filter(builder::has).orElse("eng_Latn");
    List<String> language = builder.has(source) ? List.of(source) : List.of();
    return settings.flag("legacy_behaviour", false)
        ? Frames.fixed(builder, List.of(), List.of(), List.of("</s>", language.get(0))).build()
        : Frames.fixed(builder, language, List.of(), List.of("</s>")).build();
  }

  /** A SentencePiece model of a class that has no more to say, as SentencePiece itself runs it. */
  static ObjectNode plain(SentencePieceModel model, TokenizerSettings settings) {
    TokenizerBuilder builder = bare(model, settings.flag("legacy", true));
    Map<String, String> names = new LinkedHashMap<>();
    names.put("unk_token", model.unknownText());
    if (model.begin() >= 0) {
      names.put("bos_token", model.pieces().get(model.begin()).text());
    }
    if (model.end() >= 0) {
      names.put("eos_token", model.pieces().get(model.end()).text());
    }
    builder.addNamed(settings, names);
    addOwn(builder, model);
    return Frames.optional(builder, settings, names).build();
  }

  /**
   * A SentencePiece model with its normalizer and without special tokens.
   *
   * @param prependsAlways whether the parts of a text between added tokens begin with a space too
   */
  static TokenizerBuilder bare(SentencePieceModel model, boolean prependsAlways) {
    Map<String, Integer> vocabulary = vocabulary(model.pieces());
    List<String> own =
        model.pieces().stream()
            .filter(piece -> piece.type() == Type.USER_DEFINED)
            .map(Piece::text)
            .sorted(Comparator.comparingInt(String::length).reversed())
            .toList();
    ObjectNode json =
        model.kind() == Kind.UNIGRAM
            ? Parts.unigram(model.pieces(), model.unknown(), model.byteFallback())
            : Parts.bpe(
                    vocabulary,
                    mergesByScore(model.pieces()),
                    model.unknownText(),
                    true,
                    model.byteFallback())
                .put("ignore_merges", !own.isEmpty());
    TokenizerBuilder builder =
        new TokenizerBuilder(json, vocabulary)
            .normalizer(normalizer(model, prependsAlways))
            .decoder(decoder(model.byteFallback(), model.dummyPrefix()));
    List<JsonNode> before = new ArrayList<>();
    if (model.dummyPrefix()) {
      before.add(Parts.metaspace(prependsAlways ? "always" : "first", false));
    }
    if (!own.isEmpty()) {
      String any = own.stream().map(SentencePieceBpe::quote).collect(Collectors.joining("|"));
      before.add(Parts.split("Regex", any, "Isolated"));
    }
    return before.isEmpty()
        ? builder
        : builder.preTokenizer(Parts.preTokenizers(before.toArray(JsonNode[]::new)));
  }

  /** A text as a regular expression of the library's (Oniguruma's) that finds just this text. */
  private static String quote(String text) {
    return Pattern.compile("[^\\p{L}\\p{N}\\s▁]").matcher(text).replaceAll("\\\\$0");
  }

  private static JsonNode normalizer(SentencePieceModel model, boolean prependsAlways) {
    List<JsonNode> parts = new ArrayList<>();
    if (model.characterMap().length > 0) {
      parts.add(Parts.precompiled(model.characterMap()));
    }
    if (model.removesSpaces()) {
      parts.add(Parts.replaceAll("\\A +| +\\z", ""));
      parts.add(Parts.replaceAll(" {2,}", " "));
    }
    if (model.escapesSpaces()) {
      parts.add(Parts.replace(" ", SentencePieceModel.SPACE));
    }
    if (model.dummyPrefix() && prependsAlways) {
      // Metaspace puts no prefix before a text that begins with a space; SentencePiece does.
      parts.add(
          Parts.replaceAll(
              "\\A" + SentencePieceModel.SPACE,
              SentencePieceModel.SPACE + SentencePieceModel.SPACE));
    }
    return Parts.normalizers(parts.toArray(JsonNode[]::new));
  }

  private static JsonNode decoder(boolean byteFallback, boolean stripsFirst) {
    List<JsonNode> parts = new ArrayList<>();
    parts.add(Parts.replace(SentencePieceModel.SPACE, " "));
    if (byteFallback) {
      parts.add(Parts.byteFallback());
    }
    if (byteFallback || stripsFirst) {
      parts.add(Parts.fuse());
    }
    if (stripsFirst) {
      parts.add(Parts.stripFirst());
    }
    return Parts.decoders(parts);
  }

  /** Control tokens and tokens of the model's own, none of which is ever split. */
  static void addOwn(TokenizerBuilder builder, SentencePieceModel model) {
    for (Piece piece : model.pieces()) {
      if (!builder.has(piece.text())) {
        continue;
      }
      if (piece.type() == Type.CONTROL) {
        builder.addMissing(AddedToken.special(piece.text()));
      } else if (piece.type() == Type.USER_DEFINED) {
        builder.addMissing(AddedToken.plain(piece.text()));
      }
    }
  }

  /** Pieces and their places. */
  static Map<String, Integer> vocabulary(List<Piece> pieces) {
    Map<String, Integer> vocabulary = new LinkedHashMap<>();
    for (int id = 0; id < pieces.size(); id++) {
      vocabulary.put(pieces.get(id).text(), id);
    }
    return vocabulary;
  }

  /**
   * Every way to make a piece of two, in the order of the pieces (transformers, {@code
   * generate_merges}).
   */
  private static List<String[]> merges(Map<String, Integer> vocabulary) {
    List<String[]> merges = new ArrayList<>();
    vocabulary.keySet().forEach(piece -> addSplits(piece, vocabulary, merges));
    return merges;
  }

  /**
   * As above for normal pieces alone and the best ones first (transformers, {@code
   * build_tokenizer_from_spm_proto}).
   */
  private static List<String[]> mergesByScore(List<Piece> pieces) {
    Map<String, Integer> normal = new LinkedHashMap<>();
    IntStream.range(0, pieces.size())
        .filter(id -> pieces.get(id).type() == Type.NORMAL)
        .boxed()
        .sorted(Comparator.<Integer>comparingDouble(id -> -pieces.get(id).score()))
        .forEach(id -> normal.put(pieces.get(id).text(), id));
    return merges(normal);
  }

  private static void addSplits(
      String piece, Map<String, Integer> vocabulary, List<String[]> merges) {
    for (int at = piece.offsetByCodePoints(0, 1);
        at < piece.length();
        at += Character.charCount(piece.codePointAt(at))) {
      String left = piece.substring(0, at);
      String right = piece.substring(at);
      if (vocabulary.containsKey(left) && vocabulary.containsKey(right)) {
        merges.add(new String[] {left, right});
      }
    }
  }
}
