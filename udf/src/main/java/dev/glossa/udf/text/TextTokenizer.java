package dev.glossa.udf.text;

import dev.glossa.udf.model.BartConfig;
import dev.glossa.udf.model.Checkpoint;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;

/**
 * A checkpoint's tokenizer. Threads may share an instance.
 *
 * <p>Text is never padded or cut, and never becomes a control token: the special tokens of a
 * checkpoint come from its template alone ({@link TokenizerJson}). The one special token that text
 * may give is the model's own for what it does not know, such as {@code [UNK]}.
 *
 * <p>A long text is encoded in pieces where that changes nothing ({@link Pieces}), because the
 * native code holds some hundred bytes for each token.
 */
public final class TextTokenizer implements AutoCloseable {
  private final NativeTokenizer document;
  private final String[] tokens;
  private final BitSet control = new BitSet();
  private final int unknown;
  private final int[] prefix;
  private final int[] suffix;
  private final boolean divisible;

  private TextTokenizer(TokenizerJson json, NativeTokenizer document, Frame frame) {
    this.document = document;
    this.tokens = json.tokens();
    json.control().values().forEach(control::set);
    this.unknown = json.unknown();
    this.prefix = frame.prefix();
    this.suffix = frame.suffix();
    document.number(json.addedBeyondVocabulary());
    this.divisible = Pieces.divides(text -> document.encode(text, false)[0]);
  }

  /** What stands round every text. */
  private record Frame(int[] prefix, int[] suffix) {}

  /**
   * Opens a tokenizer.
   *
   * @param file {@code tokenizer.json} (under any name), or a BERT {@code vocab.txt}
   * @throws IOException when there is no such file or the tokenizers library refuses it
   */
  public static TextTokenizer open(Path file) throws IOException {
    TokenizerJson json = TokenizerJson.read(file);
    return open(file, json, template(file, json));
  }

  /**
   * Opens a checkpoint's tokenizer. BART reads {@code <s>} text {@code </s>}; where its tokenizer
   * has no template for that, as KoBART's has not, they are put round the text all the same.
   *
   * @throws IOException as above, and when a BART checkpoint names no such tokens
   */
  public static TextTokenizer open(Checkpoint checkpoint) throws IOException {
    return checkpoint.config() instanceof BartConfig
        ? openBart(
            checkpoint.tokenizer(),
            checkpoint.generation().token("bos_token_id"),
            checkpoint.generation().token("eos_token_id"))
        : open(checkpoint.tokenizer());
  }

  static TextTokenizer openBart(Path file, Optional<Integer> begin, Optional<Integer> end)
      throws IOException {
    TokenizerJson json = TokenizerJson.read(file);
    Frame frame = template(file, json);
    if (frame.prefix().length == 0 && frame.suffix().length == 0) {
      frame =
          new Frame(
              new int[] {token(file, begin.orElse(json.control().get("<s>")))},
              new int[] {token(file, end.orElse(json.control().get("</s>")))});
    }
    return open(file, json, frame);
  }

  private static int token(Path file, Integer id) throws IOException {
    if (id == null) {
      throw new IOException(
          "Cannot open tokenizer: "
              + file
              + " (no template and no bos_token_id or eos_token_id says what stands round a text;"
              + " add both to generation_config.json)");
    }
    return id;
  }

  private static TextTokenizer open(Path file, TokenizerJson json, Frame frame) throws IOException {
    NativeTokenizer document = nativeTokenizer(file, json.document());
    try {
      return new TextTokenizer(json, document, frame);
    } catch (RuntimeException e) {
      document.close();
      throw e;
    }
  }

  private static NativeTokenizer nativeTokenizer(Path file, String json) throws IOException {
    try {
      return NativeTokenizer.of(json);
    } catch (IOException | RuntimeException e) {
      throw new IOException(
          "Cannot open tokenizer: "
              + file
              + " (the tokenizers library refuses it: "
              + e.getMessage()
              + "; save it again with a newer version of transformers)",
          e);
    }
  }

  /** Learns the template from what it puts round a letter. */
  private static Frame template(Path file, TokenizerJson json) throws IOException {
    try (NativeTokenizer template = nativeTokenizer(file, json.template())) {
      int[][] framed = template.encode("a", true);
      int bare = template.encode("a", false)[0].length;
      int begin = 0;
      while (begin < framed[0].length - bare && framed[1][begin] < 0) {
        begin++;
      }
      return new Frame(
          Arrays.copyOf(framed[0], begin),
          Arrays.copyOfRange(framed[0], begin + bare, framed[0].length));
    }
  }

  /**
   * Splits a text into tokens.
   *
   * @param text without lone surrogates
   * @param withSpecials whether the template's tokens stand round it
   * @throws TextException {@code LONE_SURROGATE}, {@code TOO_LONG} for a text that is too long to
   *     be encoded at once and cannot be divided, or {@code CONTROL_TOKEN}
   */
  public Tokens encode(String text, boolean withSpecials) {
    requirePaired(text);
    List<int[][]> pieces = new ArrayList<>();
    int size = withSpecials ? specials() : 0;
    int[] cuts = Pieces.cuts(text, divisible);
    for (int piece = 0; piece + 1 < cuts.length; piece++) {
      String part = text.substring(cuts[piece], cuts[piece + 1]);
      int[][] encoded = document.encode(part, false);
      toUnits(part, cuts[piece], encoded);
      pieces.add(encoded);
      size += encoded[0].length;
    }
    Tokens all = new Tokens(new int[size], new String[size], new int[size], new int[size]);
    int at = withSpecials ? frame(all, 0, prefix, 0) : 0;
    for (int[][] piece : pieces) {
      int length = piece[0].length;
      System.arraycopy(piece[0], 0, all.ids(), at, length);
      System.arraycopy(piece[1], 0, all.begins(), at, length);
      System.arraycopy(piece[2], 0, all.ends(), at, length);
      at += length;
    }
    int begin = withSpecials ? prefix.length : 0;
    for (int i = begin; i < at; i++) {
      all.tokens()[i] = documentToken(all.ids()[i]);
    }
    if (withSpecials) {
      frame(all, at, suffix, text.length());
    }
    return all;
  }

  private int frame(Tokens all, int at, int[] ids, int position) {
    for (int i = 0; i < ids.length; i++) {
      all.ids()[at + i] = ids[i];
      all.tokens()[at + i] = tokens[ids[i]];
      all.begins()[at + i] = position;
      all.ends()[at + i] = position;
    }
    return at + ids.length;
  }

  private String documentToken(int id) {
    if (control.get(id) && id != unknown) {
      throw new TextException(
          "CONTROL_TOKEN",
          "Cannot tokenize: text gives control token " + id + " (documents must not)");
    }
    return tokens[id];
  }

  /** The text with the template's tokens round it. */
  public int[] framed(int[] ids) {
    int[] framed = Arrays.copyOf(prefix, prefix.length + ids.length + suffix.length);
    System.arraycopy(ids, 0, framed, prefix.length, ids.length);
    System.arraycopy(suffix, 0, framed, prefix.length + ids.length, suffix.length);
    return framed;
  }

  /** How many tokens the template puts round a text. */
  public int specials() {
    return prefix.length + suffix.length;
  }

  /** A token as the vocabulary writes it; {@code <id>} in angle brackets where it has none. */
  public String token(int id) {
    return id < tokens.length && tokens[id] != null ? tokens[id] : "<" + id + ">";
  }

  /** The text of tokens, control tokens left out. */
  public String decode(int[] ids) {
    return document.decode(
        Arrays.stream(ids)
            .filter(id -> id < tokens.length && tokens[id] != null && !control.get(id)));
  }

  /**
   * The text of tokens that continue others. The two texts, one after the other, are the text of
   * all tokens: a decoder that takes off the space before the first word would lose the space
   * between them.
   *
   * @param before tokens that came before
   */
  public String decode(int[] before, int[] ids) {
    int[] all = Arrays.copyOf(before, before.length + ids.length);
    System.arraycopy(ids, 0, all, before.length, ids.length);
    String first = decode(before);
    String whole = decode(all);
    // Where a character's bytes are on both sides, the first text ends otherwise than it goes on.
    int common = 0;
    while (common < Math.min(first.length(), whole.length())
        && first.charAt(common) == whole.charAt(common)) {
      common++;
    }
    if (common > 0 && Character.isHighSurrogate(whole.charAt(common - 1))) {
      common--;
    }
    return whole.substring(common);
  }

  @Override
  public void close() {
    document.close();
  }

  private static void requirePaired(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (Character.isSurrogate(text.charAt(i))) {
        boolean paired =
            Character.isSurrogatePair(
                text.charAt(i), i + 1 < text.length() ? text.charAt(i + 1) : 0);
        if (!paired) {
          throw new TextException(
              "LONE_SURROGATE",
              "Cannot tokenize: lone surrogate at unit " + i + " (repair the text first)");
        }
        i++;
      }
    }
  }

  /** Turns spans in code points of a piece into UTF-16 units of the text, in place. */
  private static void toUnits(String piece, int offset, int[][] encoded) {
    int points = piece.codePointCount(0, piece.length());
    int[] units = null;
    if (points < piece.length()) {
      units = new int[points + 1];
      for (int point = 0, unit = 0; point <= points; point++) {
        units[point] = unit;
        unit += point < points ? Character.charCount(piece.codePointAt(unit)) : 0;
      }
    }
    for (int i = 0; i < encoded[0].length; i++) {
      for (int side = 1; side <= 2; side++) {
        int point = Math.min(encoded[side][i], points);
        encoded[side][i] = offset + (units == null ? point : units[point]);
      }
    }
  }
}
