package dev.glossa.udf.text;

import java.util.Optional;

/**
 * A part of a text.
 *
 * @param begin first UTF-16 unit
 * @param end UTF-16 unit after the last
 */
public record Span(int begin, int end) {

  /** The part without white space at its ends; empty where there is nothing else in it. */
  public static Optional<Span> trimmed(String text, int begin, int end) {
    int first = begin;
    int last = end;
    while (first < last && Character.isWhitespace(text.charAt(first))) {
      first++;
    }
    while (last > first && Character.isWhitespace(text.charAt(last - 1))) {
      last--;
    }
    return first < last ? Optional.of(new Span(first, last)) : Optional.empty();
  }

  /** UTF-16 units. */
  public int length() {
    return end - begin;
  }
}
