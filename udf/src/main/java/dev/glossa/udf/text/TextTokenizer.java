package dev.glossa.udf.text;

import com.fasterxml.jackson.databind.JsonNode;
import dev.glossa.udf.chat.ChatMessage;
import dev.glossa.udf.chat.ChatTemplate;
import dev.glossa.udf.chat.Conversation;
import dev.glossa.udf.model.Checkpoint;
import dev.glossa.udf.model.CheckpointException;
import dev.glossa.udf.model.Names;
import dev.glossa.udf.model.family.TextFrame;
import dev.glossa.udf.model.tokenizer.Languages;
import dev.glossa.udf.model.tokenizer.Languages.Place;
import dev.glossa.udf.model.tokenizer.TokenizerDefinition;
import dev.glossa.udf.model.tokenizer.TokenizerFiles;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.IntStream;

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
  /** Languages that a message names at most. */
  private static final int MOST_NAMED = 8;

  private final NativeTokenizer reading;
  private final NativeTokenizer writing;
  private final String[] tokens;
  private final BitSet control = new BitSet();
  private final ControlNames controlNames;
  private final int unknown;
  private final boolean marksContinuations;
  private final Languages languages;
  private final PairFrame pairFrame;
  private final boolean divisible;
  private final JsonNode decoder;
  private final Frame frame;
  private final Framing framing;
  private final int[] prefix;

  private TextTokenizer(
      TokenizerDefinition definition,
      ControlNames controlNames,
      NativeTokenizer reading,
      NativeTokenizer writing,
      Frame frame,
      PairFrame pairFrame) {
    TokenizerJson names = new TokenizerJson(definition.writing());
    this.reading = reading;
    this.writing = writing;
    this.tokens = names.tokens();
    names.control().values().forEach(control::set);
    this.controlNames = controlNames;
    this.unknown = names.unknown();
    this.marksContinuations = names.marksContinuations();
    this.languages = definition.languages();
    this.decoder = names.decoder();
    this.pairFrame = definition.typed() ? pairFrame : pairFrame.untyped();
    if (reading == writing) {
      reading.number(names.addedBeyondVocabulary());
      if (TokenBytes.isByteLevel(decoder)) {
        reading.spell(tokenBytes());
      }
    }
    this.divisible = Pieces.divides(text -> reading.encode(text, false)[0]);
    this.frame = frame;
    this.framing = Framing.NONE;
    this.prefix = new int[0];
  }

  private TextTokenizer(TextTokenizer other, Frame frame, Framing framing) {
    this.reading = other.reading;
    this.writing = other.writing;
    this.tokens = other.tokens;
    control.or(other.control);
    this.controlNames = other.controlNames;
    this.unknown = other.unknown;
    this.marksContinuations = other.marksContinuations;
    this.languages = other.languages;
    this.decoder = other.decoder;
    this.pairFrame = other.pairFrame;
    this.divisible = other.divisible;
    this.frame = frame;
    this.framing = framing;
    // What follows a prefix may take its last space: what is left are the prefix's own tokens.
    Tokens before = other.encode(framing.prefix() + "a", false);
    int own = 0;
    while (own < before.size() && before.ends()[own] <= framing.prefix().length()) {
      own++;
    }
    this.prefix = framing.prefix().isEmpty() ? new int[0] : before.slice(0, own).ids();
  }

  /**
   * Opens a checkpoint's tokenizer. BART reads {@code <s>} text {@code </s>}; where a family's
   * tokenizer has no template for that, as KoBART's has not, they are put round the text all the
   * same.
   *
   * @throws IOException when a file is damaged or the tokenizers library refuses it, or when a
   *     checkpoint of such a family names no such tokens
   */
  public static TextTokenizer open(Checkpoint checkpoint) throws IOException {
    return checkpoint.config().frame() == TextFrame.BEGIN_AND_END
        ? openFramed(
            checkpoint.tokenizer(),
            checkpoint.generation().token("bos_token_id"),
            checkpoint.generation().token("eos_token_id"))
        : open(checkpoint.tokenizer());
  }

  /**
   * Opens a tokenizer of its files, with nothing round its texts but what these say.
   *
   * @throws IOException when a file is damaged or the tokenizers library refuses it
   */
  public static TextTokenizer open(TokenizerFiles files) throws IOException {
    return new Opening(files).open(frame -> frame);
  }

  static TextTokenizer openFramed(
      TokenizerFiles files, Optional<Integer> begin, Optional<Integer> end) throws IOException {
    Opening opening = new Opening(files);
    return opening.open(
        frame ->
            frame.isEmpty()
                ? new Frame(
                    new int[] {opening.token(begin, "<s>")}, new int[] {opening.token(end, "</s>")})
                : frame);
  }

  /** The steps of opening, with the file that messages name. */
  private static final class Opening {
    private final TokenizerFiles files;
    private final TokenizerDefinition definition;

    private interface Template {
      Frame of(Frame own) throws IOException;
    }

    private Opening(TokenizerFiles files) throws IOException {
      this.files = files;
      try {
        this.definition = files.read();
      } catch (CheckpointException e) {
        throw new IOException(e.getMessage(), e);
      }
    }

    private int token(Optional<Integer> id, String name) throws IOException {
      Integer own = new TokenizerJson(definition.writing()).control().get(name);
      if (id.isEmpty() && own == null) {
        throw new IOException(
            "Cannot open tokenizer: "
                + files.main()
                + " (no template and no bos_token_id or eos_token_id says what stands round a"
                + " text; add both to generation_config.json)");
      }
      return id.orElse(own);
    }

    private TextTokenizer open(Template template) throws IOException {
      TokenizerJson json = new TokenizerJson(definition.reading());
      Languages languages = definition.languages();
      List<NativeTokenizer> opened = new ArrayList<>();
      try (NativeTokenizer whole = nativeTokenizer(json.template(), new int[0])) {
        Frame frame = template.of(whole.frame());
        if (!languages.source().isEmpty() && languages.place() != Place.TARGET_FIRST) {
          frame = Frame.of(languages, languages.ids().get(languages.source()));
        }
        opened.add(nativeTokenizer(json.document(), definition.ids()));
        if (definition.writing() != definition.reading()) {
          TokenizerJson names = new TokenizerJson(definition.writing());
          opened.add(nativeTokenizer(names.document(), new int[0]));
        }
        return new TextTokenizer(
            definition,
            json.controlNames(),
            opened.get(0),
            opened.get(opened.size() - 1),
            frame,
            whole.pairFrame());
      } catch (IOException | RuntimeException e) {
        opened.forEach(NativeTokenizer::close);
        throw e;
      }
    }

    private NativeTokenizer nativeTokenizer(String json, int[] ids) throws IOException {
      try {
        return NativeTokenizer.of(json, ids);
      } catch (IOException | RuntimeException e) {
        throw new IOException(
            "Cannot open tokenizer: "
                + files.main()
                + " (the tokenizers library refuses it: "
                + e.getMessage()
                + "; save it again with a newer version of transformers)",
            e);
      }
    }
  }

  /**
   * This tokenizer with something more round its texts. It shares the native code with this one,
   * which is the one to be closed.
   *
   * @throws IllegalArgumentException when the tokenizer knows no such language
   */
  public TextTokenizer with(Framing more) {
    Frame own = frame;
    if (languages.place() == Place.TARGET_FIRST && !more.target().isEmpty()) {
      own = Frame.of(languages, language(more.target()));
    } else if (!more.source().isEmpty()) {
      int source = language(more.source());
      if (languages.place() == Place.TARGET_FIRST) {
        throw new IllegalArgumentException(
            "Cannot read texts in "
                + more.source()
                + " (this model is told the language to write alone; leave the source out)");
      }
      own = Frame.of(languages, source);
    }
    if (!more.target().isEmpty()) {
      language(more.target());
    }
    return new TextTokenizer(this, own, more);
  }

  private int language(String code) {
    Integer id = languages.ids().get(code);
    if (id == null) {
      Set<String> known = languages.ids().keySet();
      throw new IllegalArgumentException(
          "Cannot use language "
              + code
              + (known.isEmpty()
                  ? " (the tokenizer knows none; leave it out)"
                  : " (the tokenizer knows "
                      + known.size()
                      + "; the nearest names are "
                      + String.join(", ", Names.nearest(code, known, MOST_NAMED))
                      + ")"));
    }
    return id;
  }

  /**
   * The first token to be written, where it says in which language: {@code forced_bos_token_id}.
   */
  public OptionalInt forcedBegin() {
    return framing.target().isEmpty() || languages.place() == Place.TARGET_FIRST
        ? OptionalInt.empty()
        : OptionalInt.of(language(framing.target()));
  }

  /**
   * Splits a text into tokens.
   *
   * @param text without lone surrogates
   * @param withSpecials whether what belongs round a text stands round it: the template's tokens,
   *     and those of a prefix, which have empty spans
   * @throws TextException {@code LONE_SURROGATE}, {@code TOO_LONG} for a text that is too long to
   *     be encoded at once and cannot be divided, or {@code CONTROL_TOKEN}
   */
  public Tokens encode(String text, boolean withSpecials) {
    requirePaired(text);
    String before = withSpecials ? framing.prefix() : "";
    String whole = before + text;
    List<int[][]> pieces = new ArrayList<>();
    int size = withSpecials ? frame.size() : 0;
    int[] cuts = Pieces.cuts(whole, divisible);
    for (int piece = 0; piece + 1 < cuts.length; piece++) {
      String part = whole.substring(cuts[piece], cuts[piece + 1]);
      int[][] encoded = reading.encode(part, false);
      toUnits(part, cuts[piece] - before.length(), encoded);
      pieces.add(encoded);
      size += encoded[0].length;
    }
    Tokens all = new Tokens(new int[size], new String[size], new int[size], new int[size]);
    int at = withSpecials ? frame(all, 0, frame.before(), 0) : 0;
    for (int[][] piece : pieces) {
      int length = piece[0].length;
      System.arraycopy(piece[0], 0, all.ids(), at, length);
      System.arraycopy(piece[1], 0, all.begins(), at, length);
      System.arraycopy(piece[2], 0, all.ends(), at, length);
      at += length;
    }
    int begin = withSpecials ? frame.before().length : 0;
    for (int i = begin; i < at; i++) {
      all.tokens()[i] = documentToken(all.ids()[i]);
    }
    if (withSpecials) {
      frame(all, at, frame.after(), text.length());
    }
    return all;
  }

  /**
   * The tokens of a conversation, up to where the model's turn begins. Control tokens are those
   * that the template wrote, and no text of a message gives one; nothing stands round the whole but
   * what the template put there.
   *
   * @param variables of the template, by name
   * @throws dev.glossa.udf.chat.ChatException when the template refuses the messages
   * @throws TextException as {@link #encode}
   */
  public int[] conversation(
      ChatTemplate template, List<ChatMessage> messages, Map<String, Object> variables) {
    Conversation conversation = template.conversation(messages, true, variables);
    requirePaired(conversation.text());
    ControlNames.Hidden hidden = controlNames.hide(conversation);
    int[] cuts = Pieces.cuts(hidden.text(), divisible);
    int[] ids =
        IntStream.range(0, cuts.length - 1)
            .mapToObj(piece -> hidden.text().substring(cuts[piece], cuts[piece + 1]))
            .flatMapToInt(part -> Arrays.stream(reading.encode(part, false)[0]))
            .toArray();
    long control = Arrays.stream(ids).filter(id -> this.control.get(id) && id != unknown).count();
    if (control > hidden.names()) {
      throw new TextException(
          "CONTROL_TOKEN", "Cannot tokenize: text gives a control token (documents must not)");
    }
    return ids;
  }

  private int frame(Tokens all, int at, int[] ids, int position) {
    for (int i = 0; i < ids.length; i++) {
      all.ids()[at + i] = ids[i];
      all.tokens()[at + i] = token(ids[i]);
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
    return token(id);
  }

  /**
   * Two texts as the template joins them.
   *
   * @param first ids of the first text, without special tokens
   * @param second ids of the second text
   */
  public TokenPair pair(int[] first, int[] second) {
    return pairFrame.round(first, second);
  }

  /** How many tokens the template puts round two texts. */
  public int pairSpecials() {
    return pairFrame.size();
  }

  /**
   * The tokens that a text has behind its prefix, without those of the prefix and of the template.
   *
   * @throws TextException as {@link #encode}
   */
  public Tokens content(String text) {
    if (framing.prefix().isEmpty()) {
      return encode(text, false);
    }
    Tokens all = encode(text, true);
    int from = frame.before().length;
    int to = all.size() - frame.after().length;
    while (from < to && all.ends()[from] == 0) {
      from++;
    }
    return all.slice(from, to);
  }

  /**
   * A part of a text with what belongs round it: the template's tokens and those of a prefix.
   *
   * @param part tokens of the part, as {@link #content} gives them
   * @param span of the part in the text; what is put round it has empty spans at its two ends
   */
  public Tokens framed(Tokens part, Span span) {
    int size = part.size() + specials();
    Tokens all = new Tokens(new int[size], new String[size], new int[size], new int[size]);
    int at = frame(all, 0, frame.before(), span.begin());
    at = frame(all, at, prefix, span.begin());
    System.arraycopy(part.ids(), 0, all.ids(), at, part.size());
    System.arraycopy(part.tokens(), 0, all.tokens(), at, part.size());
    System.arraycopy(part.begins(), 0, all.begins(), at, part.size());
    System.arraycopy(part.ends(), 0, all.ends(), at, part.size());
    frame(all, at + part.size(), frame.after(), span.end());
    return all;
  }

  /** How many tokens are put round a text, those of its prefix included. */
  public int specials() {
    return frame.size() + prefix.length;
  }

  /** How many of these stand before it. */
  public int leading() {
    return frame.before().length + prefix.length;
  }

  /** Whether a token is the one that stands for what the vocabulary lacks. */
  public boolean isUnknown(int id) {
    return id == unknown;
  }

  /**
   * Whether a token that goes on with a word is written with a mark before it, such as BERT's
   * {@code ##}.
   */
  public boolean marksContinuations() {
    return marksContinuations;
  }

  /** A token as the vocabulary writes it; {@code <id>} in angle brackets where it has none. */
  public String token(int id) {
    return id < tokens.length && tokens[id] != null ? tokens[id] : "<" + id + ">";
  }

  /** The text of tokens, control tokens left out. */
  public String decode(int[] ids) {
    return writing.decode(
        Arrays.stream(ids)
            .filter(id -> id < tokens.length && tokens[id] != null && !control.get(id)));
  }

  /**
   * The bytes that each token adds to a text behind others, as {@link #decode} writes them in
   * UTF-8.
   *
   * @return [tokens] null for control tokens, numbers without a token, and what stands for what the
   *     vocabulary lacks
   * @throws TextException {@code TOKENS_WITHOUT_BYTES} when what a token adds depends on others
   */
  public byte[][] tokenBytes() {
    TokenBytes bytes = TokenBytes.of(decoder);
    byte[][] all = new byte[tokens.length][];
    for (int id = 0; id < all.length; id++) {
      if (tokens[id] != null && !control.get(id) && id != unknown) {
        all[id] = bytes.of(tokens[id]);
      }
    }
    return all;
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
    reading.close();
    if (writing != reading) {
      writing.close();
    }
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
        // What belongs to a prefix stands before the text.
        encoded[side][i] = Math.max(0, offset + (units == null ? point : units[point]));
      }
    }
  }
}
