package dev.glossa.udf.task;

import dev.glossa.udf.text.Span;
import java.util.List;
import java.util.Map;

/**
 * One document as the tasks see it.
 *
 * @param key what identifies the document in every table, 64 hexadecimal digits
 * @param source path of the file that it was read from
 * @param id the name that its archive gives it, unique within the source
 * @param language two-letter code such as {@code en} or {@code ko}
 * @param columns values of the input's further columns by name, of those that it has; repaired
 * @param text the repaired text: no lone surrogate, no byte-order mark, never blank
 * @param sentences of the text, in order; none where no stage has found them yet
 */
public record Document(
    String key,
    String source,
    String id,
    String language,
    Map<String, String> columns,
    String text,
    List<Span> sentences) {

  /** A document of no further columns whose sentences no stage has found yet. */
  public Document(String key, String source, String id, String language, String text) {
    this(key, source, id, language, Map.of(), text, List.of());
  }
}
