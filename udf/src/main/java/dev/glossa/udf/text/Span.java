package dev.glossa.udf.text;

/**
 * A part of a text.
 *
 * @param begin first UTF-16 unit
 * @param end UTF-16 unit after the last
 */
public record Span(int begin, int end) {

  /** UTF-16 units. */
  public int length() {
    return end - begin;
  }
}
