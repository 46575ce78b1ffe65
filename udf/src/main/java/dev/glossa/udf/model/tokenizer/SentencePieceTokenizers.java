package dev.glossa.udf.model.tokenizer;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.glossa.udf.model.tokenizer.SentencePieceModel.Piece;
import dev.glossa.udf.model.tokenizer.SentencePieceModel.Type;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The tokenizer classes that split with a Unigram model of SentencePiece. */
final class SentencePieceTokenizers {
  private static final String MASK = "<mask>";

  private SentencePieceTokenizers() {}

  /** {@code T5Tokenizer}: text {@code </s>}; a hundred tokens {@code <extra_id_…>} at the end. */
  static ObjectNode t5(SentencePieceModel model, TokenizerSettings settings) {
    List<Piece> pieces = new ArrayList<>(model.pieces());
    List<String> extra = new ArrayList<>();
    for (int i = settings.number("extra_ids", 100) - 1; i >= 0; i--) {
      extra.add("<extra_id_" + i + ">");
    }
    extra.forEach(token -> pieces.add(new Piece(token, 0, Type.CONTROL)));
    TokenizerBuilder builder =
        unigram(pieces, model.unknown())
            .normalizer(characters(model))
            .preTokenizer(words("always"));
    addNamed(
        builder,
        model,
        settings,
        Map.of("eos_token", "</s>", "unk_token", "<unk>", "pad_token", "<pad>"));
    extra.forEach(token -> builder.addMissing(AddedToken.special(token)));
    String end = Frames.name(settings, "eos_token", "</s>");
    return Frames.fixed(builder, List.of(), List.of(end), List.of(end)).build();
  }

  /** {@code PegasusTokenizer}: text {@code </s>}; 103 tokens of its own before the pieces. */
  static ObjectNode pegasus(SentencePieceModel model, TokenizerSettings settings) {
    int offset = settings.number("offset", 103);
    String pad = Frames.name(settings, "pad_token", "<pad>");
    String end = Frames.name(settings, "eos_token", "</s>");
    List<String> own = new ArrayList<>(List.of(pad, end, "<mask_1>", "<mask_2>"));
    for (int i = 2; i < offset; i++) {
      own.add("<unk_" + i + ">");
    }
    List<Piece> pieces = control(own, 0);
    pieces.replaceAll(p -> p.text().startsWith("<unk_") ? new Piece(p.text(), -100, p.type()) : p);
    pieces.addAll(
        model.pieces().subList(Math.min(2, model.pieces().size()), model.pieces().size()));
    int unknown = indexOf(pieces, model.unknownText());
    JsonNode spaces = Parts.replaceAll(" {2,}", " ");
    TokenizerBuilder builder =
        unigram(pieces, unknown)
            .normalizer(
                model.characterMap().length == 0
                    ? Parts.normalizers(Parts.replaceAll("\\n", " "), spaces)
                    : Parts.normalizers(characters(model), spaces))
            .preTokenizer(Parts.metaspace("always", true));
    addNamed(builder, model, settings, Map.of("unk_token", "<unk>", "mask_token", "<mask_2>"));
    own.forEach(token -> builder.addMissing(AddedToken.special(token)));
    return Frames.fixed(builder, List.of(), List.of(), List.of(end)).build();
  }

  /** {@code XLMRobertaTokenizer}: {@code <s>} text {@code </s>}. */
  static ObjectNode xlmRoberta(SentencePieceModel model, TokenizerSettings settings) {
    List<Piece> pieces = fairseq(model);
    pieces.addAll(control(List.of(MASK), 0));
    String prepend = settings.flag("add_prefix_space", true) ? "always" : "never";
    TokenizerBuilder builder =
        unigram(pieces, 3).normalizer(characters(model)).preTokenizer(words(prepend));
    addNamed(builder, model, settings, Frames.FAIRSEQ);
    return pairOfEnds(builder, "<s>", "</s>");
  }

  /** {@code CamembertTokenizer}: as XLM-R's, with one unused token more. */
  static ObjectNode camembert(SentencePieceModel model, TokenizerSettings settings) {
    List<String> unused = List.of("<s>NOTUSED", "</s>NOTUSED", "<unk>NOTUSED");
    List<Piece> pieces = control(List.of("<s>NOTUSED", "<pad>", "</s>NOTUSED", "<unk>"), 0);
    pieces.addAll(control(List.of("<unk>NOTUSED"), -100));
    pieces.addAll(model.pieces().subList(1, model.pieces().size()));
    pieces.addAll(control(List.of(MASK), 0));
    TokenizerBuilder builder =
        unigram(pieces, 3).normalizer(characters(model)).preTokenizer(words("always"));
    addNamed(builder, model, settings, Frames.FAIRSEQ);
    unused.forEach(token -> builder.addMissing(AddedToken.special(token)));
    return pairOfEnds(builder, "<s>", "</s>");
  }

  private static ObjectNode pairOfEnds(TokenizerBuilder builder, String begin, String end) {
    return Frames.fixed(builder, List.of(begin), List.of(end, end), List.of(end)).build();
  }

  /** {@code MBartTokenizer}: text {@code </s>} and the language it is in. */
  static ObjectNode mbart(SentencePieceModel model, TokenizerSettings settings) {
    List<String> codes = Languages.codes("mbart");
    TokenizerBuilder builder =
        unigram(withLanguages(model, codes), 3)
            .normalizer(NullNode.instance)
            .preTokenizer(words("always"));
    addNamed(builder, model, settings, Frames.FAIRSEQ);
    codes.forEach(code -> builder.addMissing(AddedToken.special(code)));
    String source = settings.text("src_lang").filter(builder::has).orElse("en_XX");
    return Frames.fixed(builder, List.of(), List.of(), List.of("</s>", source)).build();
  }

  /** {@code MBart50Tokenizer}: the language of a text, the text, {@code </s>}. */
  static ObjectNode mbart50(SentencePieceModel model, TokenizerSettings settings) {
    List<String> codes = new ArrayList<>(Languages.codes("mbart"));
    codes.addAll(Languages.codes("mbart50"));
    JsonNode spaces = Parts.replaceAll(" {2,}", " ");
    TokenizerBuilder builder =
        unigram(withLanguages(model, codes), 3)
            .normalizer(
                model.characterMap().length == 0
                    ? Parts.normalizers(spaces)
                    : Parts.normalizers(characters(model), spaces))
            .preTokenizer(Parts.metaspace("always", true));
    addNamed(builder, model, settings, Frames.FAIRSEQ);
    codes.forEach(code -> builder.addMissing(AddedToken.special(code)));
    String source = settings.text("src_lang").filter(builder::has).orElse("en_XX");
    return Frames.fixed(builder, List.of(source), List.of(), List.of("</s>")).build();
  }

  private static List<Piece> withLanguages(SentencePieceModel model, List<String> codes) {
    List<Piece> pieces = fairseq(model);
    pieces.addAll(control(codes, 0));
    pieces.addAll(control(List.of(MASK), 0));
    return pieces;
  }

  /** Fairseq's four tokens in place of the model's first three. */
  private static List<Piece> fairseq(SentencePieceModel model) {
    List<Piece> pieces = control(List.of("<s>", "<pad>", "</s>", "<unk>"), 0);
    pieces.addAll(
        model.pieces().subList(Math.min(3, model.pieces().size()), model.pieces().size()));
    return pieces;
  }

  private static List<Piece> control(List<String> tokens, float score) {
    List<Piece> pieces = new ArrayList<>();
    tokens.forEach(token -> pieces.add(new Piece(token, score, Type.CONTROL)));
    return pieces;
  }

  private static int indexOf(List<Piece> pieces, String text) {
    int index = 0;
    while (!pieces.get(index).text().equals(text)) {
      index++;
    }
    return index;
  }

  private static TokenizerBuilder unigram(List<Piece> pieces, int unknown) {
    return new TokenizerBuilder(
            Parts.unigram(pieces, unknown, false), SentencePieceBpe.vocabulary(pieces))
        .decoder(Parts.metaspace("always", true));
  }

  /** Control tokens and tokens of one's own are not split, whatever their names. */
  private static void addNamed(
      TokenizerBuilder builder,
      SentencePieceModel model,
      TokenizerSettings settings,
      Map<String, String> names) {
    builder.addNamed(settings, names);
    SentencePieceBpe.addOwn(builder, model);
  }

  private static JsonNode characters(SentencePieceModel model) {
    return model.characterMap().length == 0
        ? NullNode.instance
        : Parts.precompiled(model.characterMap());
  }

  private static JsonNode words(String prepend) {
    return Parts.preTokenizers(Parts.whitespaceSplit(), Parts.metaspace(prepend, true));
  }
}
