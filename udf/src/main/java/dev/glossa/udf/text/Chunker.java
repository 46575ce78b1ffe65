package dev.glossa.udf.text;

import java.util.ArrayList;
import java.util.List;

/**
 * Joins the sentences of a text to chunks that fit a model. Every character that is not white space
 * is in exactly one chunk: nothing is cut.
 *
 * <p>The text has been tokenized once, as a whole; a chunk is a run of its tokens, so counting
 * costs nothing. A sentence that does not fit alone is divided, at white space where there is some
 * and else between tokens, never within a character.
 */
public final class Chunker {
  private final String text;
  private final Tokens tokens;
  private final int limit;
  private final List<Chunk> parts = new ArrayList<>();

  /**
   * A part of a text.
   *
   * @param span in the text
   * @param from its first token
   * @param to the token after its last
   */
  public record Chunk(Span span, int from, int to) {}

  private Chunker(String text, Tokens tokens, int limit) {
    this.text = text;
    this.tokens = tokens;
    this.limit = limit;
  }

  /**
   * The chunks of a text, in order.
   *
   * @param sentences the text's, as {@link SentenceSplitter} gives them
   * @param tokens the text's, without special tokens
   * @param limit tokens of a chunk at most
   * @return none where the sentences have no token
   * @throws TextException {@code TOO_LONG} when a single character has more tokens than that
   */
  public static List<Chunk> chunks(String text, List<Span> sentences, Tokens tokens, int limit) {
    Chunker chunker = new Chunker(text, tokens, limit);
    return chunker.join(chunker.divided(sentences));
  }

  /**
   * The sentences, those that do not fit divided, in order and without any that has no token.
   *
   * @param sentences as above
   */
  public static List<Chunk> parts(String text, List<Span> sentences, Tokens tokens, int limit) {
    return new Chunker(text, tokens, limit).divided(sentences);
  }

  private List<Chunk> join(List<Chunk> parts) {
    List<Chunk> chunks = new ArrayList<>();
    int first = 0;
    while (first < parts.size()) {
      int from = parts.get(first).from();
      int last = first;
      // Tokens of white space between two parts are in the chunk that has both, and count.
      while (last + 1 < parts.size() && parts.get(last + 1).to() - from <= limit) {
        last++;
      }
      Chunk end = parts.get(last);
      Span span = new Span(parts.get(first).span().begin(), end.span().end());
      chunks.add(new Chunk(span, from, end.to()));
      first = last + 1;
    }
    return chunks;
  }

  private List<Chunk> divided(List<Span> sentences) {
    int next = 0;
    for (Span sentence : sentences) {
      int from = firstEndingAfter(sentence.begin(), next);
      int to = from;
      while (to < tokens.size() && tokens.begins()[to] < sentence.end()) {
        to++;
      }
      divide(sentence, from, to);
      next = to;
    }
    // Only where nothing has a token is the first part still without one.
    return parts.isEmpty() || parts.get(0).from() == parts.get(0).to() ? List.of() : parts;
  }

  private void divide(Span sentence, int first, int to) {
    int from = first;
    int begin = sentence.begin();
    while (to - from > limit) {
      int cut = cut(from);
      int at = Math.max(begin, tokens.begins()[cut]);
      add(begin, at, from, cut);
      begin = at;
      while (begin < sentence.end() && Character.isWhitespace(text.charAt(begin))) {
        begin++;
      }
      from = firstEndingAfter(begin, cut);
    }
    add(begin, sentence.end(), from, Math.max(from, to));
  }

  /**
   * Adds a part. Characters without a token, such as a sign that the tokenizer drops, go with it.
   */
  private void add(int begin, int end, int from, int to) {
    int last = end;
    while (last > begin && Character.isWhitespace(text.charAt(last - 1))) {
      last--;
    }
    Chunk before = parts.isEmpty() ? null : parts.get(parts.size() - 1);
    if (before == null || (from < to && before.from() < before.to())) {
      parts.add(new Chunk(new Span(begin, last), from, to));
      return;
    }
    Span both = new Span(before.span().begin(), last);
    parts.set(
        parts.size() - 1,
        from < to ? new Chunk(both, from, to) : new Chunk(both, before.from(), before.to()));
  }

  private int firstEndingAfter(int position, int from) {
    int token = from;
    while (token < tokens.size() && tokens.ends()[token] <= position) {
      token++;
    }
    return token;
  }

  /** The last token that may begin another part, after as many as fit. */
  private int cut(int from) {
    int anywhere = -1;
    for (int token = from + limit; token > from; token--) {
      int begin = tokens.begins()[token];
      if (begin < tokens.ends()[token - 1]) {
        continue;
      }
      if (begin > tokens.ends()[token - 1]
          || Character.isWhitespace(text.charAt(begin))
          || Character.isWhitespace(text.charAt(begin - 1))) {
        return token;
      }
      anywhere = Math.max(anywhere, token);
    }
    if (anywhere < 0) {
      throw new TextException(
          "TOO_LONG",
          "Cannot divide: a character at unit "
              + tokens.begins()[from]
              + " has more than "
              + limit
              + " tokens (allow more tokens for a chunk)");
    }
    return anywhere;
  }
}
