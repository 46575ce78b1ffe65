package dev.glossa.udf.task;

import dev.glossa.udf.text.Span;
import java.util.List;

/**
 * One document as the tasks see it.
 *
 * @param key what identifies the document in every table, 64 hexadecimal digits
 * @param source path of the file that it was read from
 * @param id the name that its archive gives it, unique within the source
 * @param language two-letter code such as {@code en} or {@code ko}
 * @param text the repaired text: no lone surrogate, no byte-order mark, never blank
 * @param sentences of the text, in order; none where no stage has found them yet
 */
public record Document(
    String key, String source, String id, String language, String text, List<Span> sentences) {

  /** A document whose sentences no stage has found yet. */
  public Document(String key, String source, String id, String language, String text) {
    this(key, source, id, language, text, List.of());
  }
}
