package dev.glossa.udf.task;

import dev.glossa.udf.batch.Buckets;
import dev.glossa.udf.batch.Shape;
import dev.glossa.udf.decode.Sequence;
import dev.glossa.udf.engine.Batch;
import dev.glossa.udf.engine.LoadedModel;
import dev.glossa.udf.model.family.Role;
import dev.glossa.udf.text.Chunker;
import dev.glossa.udf.text.Framing;
import dev.glossa.udf.text.Span;
import dev.glossa.udf.text.TextException;
import dev.glossa.udf.text.TextTokenizer;
import dev.glossa.udf.text.TokenPair;
import dev.glossa.udf.text.Tokens;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/**
 * A model with its tokenizer: cuts documents into chunks that it can read, and makes batches.
 *
 * @param name that the configuration gives to the model
 * @param model its weights
 * @param tokenizer its own
 * @param buckets shapes that it computes in
 * @param meter told of every batch
 */
record TextModel(
    String name, LoadedModel model, TextTokenizer tokenizer, Buckets buckets, Meter meter) {
  /** UTF-16 units that hardly any token has more of. */
  private static final long SEARCHED = 64;

  static TextModel open(ModelSource models, String name, BatchSettings batch) {
    LoadedModel model = models.model(name);
    int tokens = batch.tokens(models, name);
    return new TextModel(
        name,
        model,
        Tokenizers.of(model.checkpoint()),
        model.packs()
            ? Buckets.ofProcessor(model.maxLength(), tokens)
            : Buckets.ofGpu(model.maxLength(), tokens),
        models.meter());
  }

  /** The same model with something more round its texts. */
  TextModel with(Framing framing) {
    return new TextModel(name, model, tokenizer.with(framing), buckets, meter);
  }

  /**
   * The model in a role.
   *
   * @param type the role's methods
   * @throws IllegalArgumentException when it has no such role
   */
  <T> T as(Role role, Class<T> type) {
    if (!model.checkpoint().config().roles().contains(role)) {
      throw new IllegalArgumentException(
          "Cannot use model "
              + name
              + " (it is not one that "
              + role.description()
              + "; name one that does)");
    }
    return type.cast(model);
  }

  /**
   * A piece of a document that the model reads at once.
   *
   * @param number within the document, from 0
   * @param span in the document
   * @param tokens with the template's special tokens; offsets count from the document's begin
   */
  record Chunk(int number, Span span, Tokens tokens) {}

  /** Tokens of a document's text that fit beside the template's. */
  int room(int maxTokens) {
    return room(maxTokens, tokenizer.specials());
  }

  /**
   * As above.
   *
   * @param others tokens that stand beside a document's, the template's and those of another text
   */
  int room(int maxTokens, int others) {
    int most = ChunkLength.of(model.checkpoint(), maxTokens);
    int room = most - others;
    if (room < 1) {
      throw new IllegalArgumentException(
          "Cannot read chunks of "
              + most
              + " tokens with model "
              + name
              + " (what stands beside a document's tokens are "
              + others
              + "; allow more)");
    }
    return room;
  }

  /**
   * A text's tokens, without the template's and without those of white space at its ends. A stage
   * asks for them once and cuts chunks, openings and counts out of them.
   */
  Tokens encode(String text) {
    return encode(text, trimmed(text));
  }

  private Tokens encode(String text, Span part) {
    Tokens tokens = tokenizer.content(text.substring(part.begin(), part.end()));
    if (tokens.size() == 0) {
      throw noTokens();
    }
    for (int i = 0; i < tokens.size() && part.begin() > 0; i++) {
      tokens.begins()[i] += part.begin();
      tokens.ends()[i] += part.begin();
    }
    return tokens;
  }

  /**
   * A text's chunks, which end at sentences and have at most this many tokens with the special
   * ones.
   *
   * @param tokens the text's, as {@link #encode} gives them
   * @param sentences the text's; asked for only where it does not fit
   * @param maxTokens as {@link ChunkLength#of} takes it
   */
  List<Chunk> chunks(String text, Tokens tokens, Supplier<List<Span>> sentences, int maxTokens) {
    return framed(tokens, pieces(text, tokens, sentences, room(maxTokens)));
  }

  /**
   * A text's chunks of at most this many tokens, without special ones.
   *
   * @param sentences as above
   */
  List<Chunker.Chunk> pieces(String text, Tokens tokens, Supplier<List<Span>> sentences, int room) {
    if (tokens.size() <= room) {
      return List.of(new Chunker.Chunk(trimmed(text), 0, tokens.size()));
    }
    meter.divided(name, text);
    return some(Chunker.chunks(text, sentences.get(), tokens, room));
  }

  /** The sentences of a text, those that the model cannot read at once in parts. */
  List<Chunk> sentences(String text, Tokens tokens, List<Span> sentences, int maxTokens) {
    return framed(tokens, parts(text, tokens, sentences, room(maxTokens)));
  }

  /** The sentences of a text without special tokens, those of more tokens than this in parts. */
  List<Chunker.Chunk> parts(String text, Tokens tokens, List<Span> sentences, int room) {
    return some(Chunker.parts(text, sentences, tokens, room));
  }

  private List<Chunker.Chunk> some(List<Chunker.Chunk> parts) {
    if (parts.isEmpty()) {
      throw noTokens();
    }
    return parts;
  }

  private List<Chunk> framed(Tokens tokens, List<Chunker.Chunk> parts) {
    List<Chunk> chunks = new ArrayList<>();
    for (Chunker.Chunk part : parts) {
      Tokens own = tokens.slice(part.from(), part.to());
      chunks.add(new Chunk(chunks.size(), part.span(), tokenizer.framed(own, part.span())));
    }
    return chunks;
  }

  private static Span trimmed(String text) {
    int end = text.length();
    return Span.trimmed(text, 0, end).orElseGet(() -> new Span(end, end));
  }

  /**
   * The first tokens of a text, as {@link #encode} gives them, and one more where there is one. Of
   * a long text only the opening is looked at.
   */
  Tokens opening(String text, int tokens) {
    Span whole = trimmed(text);
    int end = (int) Math.min(whole.end(), whole.begin() + SEARCHED * (tokens + 2));
    if (end < whole.end() && Character.isHighSurrogate(text.charAt(end - 1))) {
      end--;
    }
    Tokens opening = encode(text, new Span(whole.begin(), end));
    if (end < whole.end() && opening.size() < tokens + 2) {
      opening = encode(text, whole);
    }
    return opening(opening, tokens);
  }

  /** The first of a text's tokens, and one more where there is one. */
  static Tokens opening(Tokens all, int tokens) {
    return all.size() > tokens + 1 ? all.slice(0, tokens + 1) : all;
  }

  /**
   * Reports what a search has written.
   *
   * @param texts of each document
   * @param read shape of what it continued or rewrote
   * @param beams rows of the search for each document
   * @param newTokens that each text could have had
   */
  void written(List<List<Sequence>> texts, Shape read, int beams, int newTokens) {
    long tokens = 0;
    long longest = 0;
    long rows = 0;
    for (List<Sequence> sequences : texts) {
      for (Sequence sequence : sequences) {
        tokens += sequence.ids().length;
        longest = Math.max(longest, sequence.ids().length);
        rows++;
      }
    }
    long places = (long) read.rows() * (read.length() + (long) beams * newTokens);
    meter.wrote(name, new Meter.Writing(tokens, rows * newTokens, rows * longest, places));
  }

  private TextException noTokens() {
    return new TextException(
        "NO_TOKENS", "Cannot read the text with model " + name + " (its tokenizer gives no token)");
  }

  /**
   * The shape in which a text of this many tokens is read, and nothing written to it. On a
   * processor texts stand one behind another, which a GPU would have to read one by one.
   */
  Shape reading(int tokens) {
    return reading(name, tokens);
  }

  /**
   * As above.
   *
   * @param group as in {@link Shape}
   */
  Shape reading(String group, int tokens) {
    return model.packs() ? buckets.packed(group, tokens) : buckets.shape(group, tokens);
  }

  /** A batch of a shape: the sequences, and spare rows where it has rows. */
  Batch batch(Shape shape, List<int[]> sequences) {
    return batch(shape, sequences, new int[0][]);
  }

  private Batch batch(Shape shape, List<int[]> sequences, int[][] types) {
    int[][] rows = rows(shape, sequences);
    Batch batch =
        shape.packed()
            ? Batch.packed(rows, types, shape.length())
            : new Batch(rows, types, shape.length(), 0);
    read(sequences, batch);
    return batch;
  }

  /**
   * A batch of rows that texts are written to: the sequences, and spare rows. A processor reads
   * them one behind another all the same.
   */
  Batch prompts(Shape shape, List<int[]> sequences) {
    Batch batch = new Batch(rows(shape, sequences), shape.length());
    read(sequences, model.packs() ? batch.withoutRows() : batch);
    return batch;
  }

  private static int[][] rows(Shape shape, List<int[]> sequences) {
    int[][] rows = sequences.toArray(new int[shape.packed() ? 0 : shape.rows()][]);
    for (int row = sequences.size(); row < rows.length; row++) {
      rows[row] = new int[] {0};
    }
    return rows;
  }

  private void read(List<int[]> sequences, Batch batch) {
    long tokens = sequences.stream().mapToLong(own -> own.length).sum();
    meter.read(name, tokens, batch.computed());
  }

  /** The same of sequences that hold two texts each, or one. */
  Batch batchOfPairs(Shape shape, List<TokenPair> pairs) {
    return batch(
        shape,
        pairs.stream().map(TokenPair::ids).toList(),
        pairs.stream().map(TokenPair::types).toArray(int[][]::new));
  }
}
