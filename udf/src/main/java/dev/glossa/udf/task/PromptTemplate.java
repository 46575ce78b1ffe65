package dev.glossa.udf.task;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A text with places for what belongs to a document: {@code {text}}, {@code {id}}, {@code
 * {source}}, {@code {language}}, and the name of each further column of the input in braces. Two
 * braces write one. What is put into a place is never looked at again, whatever braces it holds.
 */
public final class PromptTemplate {
  private final List<Part> parts;

  /** Something that stands between two others. */
  private sealed interface Part {}

  /** Text that stands for itself. */
  private record Literal(String text) implements Part {}

  /** A place for a document's own. */
  private record Place(Field field) implements Part {}

  /** A place for a document's value in a further column. */
  private record ColumnPlace(String column) implements Part {}

  /** What can be put into a place. */
  private enum Field {
    TEXT,
    ID,
    SOURCE,
    LANGUAGE;

    /** Its name between braces. */
    String text() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  private PromptTemplate(List<Part> parts) {
    this.parts = parts;
  }

  /**
   * Reads a template.
   *
   * @param columns names of the further columns that there are places for
   * @throws IllegalArgumentException when a brace opens no place, with what to write instead
   */
  public static PromptTemplate of(String source, List<String> columns) {
    List<Part> parts = new ArrayList<>();
    StringBuilder literal = new StringBuilder();
    int at = 0;
    while (at < source.length()) {
      char sign = source.charAt(at);
      boolean doubled = at + 1 < source.length() && source.charAt(at + 1) == sign;
      if (sign == '{' && !doubled) {
        int end = source.indexOf('}', at);
        parts.add(new Literal(literal.toString()));
        literal.setLength(0);
        parts.add(place(source, at, end, columns));
        at = end + 1;
      } else {
        literal.append(sign);
        at += doubled && (sign == '{' || sign == '}') ? 2 : 1;
      }
    }
    parts.add(new Literal(literal.toString()));
    return new PromptTemplate(List.copyOf(parts));
  }

  /**
   * Whether a further column can have a place: its name is none of the document's own, and it can
   * stand between braces.
   */
  public static boolean canName(String column) {
    return Stream.of(Field.values()).noneMatch(field -> field.text().equals(column))
        && column.equals(column.strip())
        && !column.isEmpty()
        && column.indexOf('{') < 0
        && column.indexOf('}') < 0;
  }

  private static Part place(String source, int begin, int end, List<String> columns) {
    String name = end < 0 ? "" : source.substring(begin + 1, end).strip();
    for (Field field : Field.values()) {
      if (field.text().equals(name)) {
        return new Place(field);
      }
    }
    if (columns.contains(name)) {
      return new ColumnPlace(name);
    }
    String known =
        Stream.concat(Stream.of(Field.values()).map(Field::text), columns.stream())
            .map(place -> "{" + place + "}")
            .collect(Collectors.joining(", "));
    throw new IllegalArgumentException(
        (name.isEmpty() ? "a brace" : "the place {" + name + "}")
            + " at character "
            + (begin + 1)
            + " stands for nothing (places are "
            + known
            + "; write {{ for a brace)");
  }

  /** Whether there is a place for the text. */
  public boolean readsText() {
    return reads(Field.TEXT);
  }

  /** Whether there is a place for the language. */
  boolean readsLanguage() {
    return reads(Field.LANGUAGE);
  }

  private boolean reads(Field field) {
    return parts.contains(new Place(field));
  }

  /**
   * The template with a document's own in its places.
   *
   * @param document whose id, source, language and columns count; a column without a value leaves
   *     its place empty
   * @param text for the place of the text
   */
  String fill(Document document, String text) {
    StringBuilder filled = new StringBuilder();
    for (Part part : parts) {
      if (part instanceof Literal literal) {
        filled.append(literal.text());
      } else if (part instanceof Place place) {
        filled.append(
            switch (place.field()) {
              case TEXT -> text;
              case ID -> document.id();
              case SOURCE -> document.source();
              case LANGUAGE -> document.language();
            });
      } else if (part instanceof ColumnPlace place) {
        filled.append(document.columns().getOrDefault(place.column(), ""));
      }
    }
    return filled.toString();
  }
}
