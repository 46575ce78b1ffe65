package dev.glossa.udf.text;

import java.util.ArrayList;
import java.util.List;
import java.util.function.ToIntFunction;

/**
 * Joins the sentences of a text to chunks that fit a model. Every character that is not white space
 * is in exactly one chunk: nothing is cut.
 *
 * <p>A sentence that does not fit alone is divided, at white space where there is some and else
 * between characters, never within a surrogate pair.
 */
public final class Chunker {
  private final String text;
  private final ToIntFunction<String> count;
  private final int limit;

  private Chunker(String text, ToIntFunction<String> count, int limit) {
    this.text = text;
    this.count = count;
    this.limit = limit;
  }

  /**
   * The chunks of a text, in order.
   *
   * @param sentences the text's, as {@link SentenceSplitter} gives them
   * @param tokenizer that counts, without special tokens
   * @param limit tokens of a chunk at most
   * @throws TextException {@code TOO_LONG} when a single character has more tokens than that
   */
  public static List<Span> chunks(
      String text, List<Span> sentences, TextTokenizer tokenizer, int limit) {
    return chunks(text, sentences, part -> tokenizer.encode(part, false).size(), limit);
  }

  static List<Span> chunks(
      String text, List<Span> sentences, ToIntFunction<String> count, int limit) {
    return new Chunker(text, count, limit).join(sentences);
  }

  private List<Span> join(List<Span> sentences) {
    List<Span> parts = fitting(sentences);
    List<Span> chunks = new ArrayList<>();
    int first = 0;
    while (first < parts.size()) {
      int last = first;
      int counted = tokens(parts.get(first));
      while (last + 1 < parts.size()) {
        counted += tokens(parts.get(last + 1));
        if (counted > limit) {
          break;
        }
        last++;
      }
      // The sum over parts is nearly the whole's count, but not always: what is between them
      // counts.
      Span chunk = new Span(parts.get(first).begin(), parts.get(last).end());
      while (last > first && !fits(chunk)) {
        last--;
        chunk = new Span(chunk.begin(), parts.get(last).end());
      }
      chunks.add(chunk);
      first = last + 1;
    }
    return chunks;
  }

  private List<Span> fitting(List<Span> sentences) {
    List<Span> parts = new ArrayList<>();
    for (Span sentence : sentences) {
      int begin = sentence.begin();
      while (begin < sentence.end()) {
        int end = fittingEnd(begin, sentence.end());
        parts.add(trimmed(begin, end));
        begin = end;
        while (begin < sentence.end() && Character.isWhitespace(text.charAt(begin))) {
          begin++;
        }
      }
    }
    return parts;
  }

  /** The furthest good place to end a part that begins here. */
  private int fittingEnd(int begin, int end) {
    // A token is seldom longer than 16 units, so this much rarely fits and need not be counted.
    int window = (int) Math.min(end, begin + 16L * limit + 16);
    if (window == end && fits(new Span(begin, end))) {
      return end;
    }
    int most = longest(begin, window);
    for (int at = most; at > begin; at--) {
      if (Character.isWhitespace(text.charAt(at - 1)) && fits(trimmed(begin, at))) {
        return at;
      }
    }
    return most;
  }

  /** By halving: an end after which the part has no more tokens than it may. */
  private int longest(int begin, int end) {
    int low = Character.charCount(text.codePointAt(begin)) + begin;
    if (!fits(new Span(begin, low))) {
      throw new TextException(
          "TOO_LONG",
          "Cannot divide: a character at unit "
              + begin
              + " has more than "
              + limit
              + " tokens (allow more tokens for a chunk)");
    }
    int high = end;
    while (low < high) {
      int middle = low + (high - low + 1) / 2;
      if (middle < text.length()
          && Character.isSurrogatePair(text.charAt(middle - 1), text.charAt(middle))) {
        middle = middle == high ? middle - 1 : middle + 1;
      }
      if (middle <= low) {
        break;
      }
      if (fits(new Span(begin, middle))) {
        low = middle;
      } else {
        high = middle - 1;
      }
    }
    return low;
  }

  private Span trimmed(int begin, int end) {
    int last = end;
    while (last > begin && Character.isWhitespace(text.charAt(last - 1))) {
      last--;
    }
    return new Span(begin, last);
  }

  private boolean fits(Span span) {
    return tokens(span) <= limit;
  }

  private int tokens(Span span) {
    return count.applyAsInt(text.substring(span.begin(), span.end()));
  }
}
