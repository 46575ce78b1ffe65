package dev.glossa.udf.schema;

import static dev.glossa.udf.schema.Nfa.concat;
import static dev.glossa.udf.schema.Nfa.oneOf;
import static dev.glossa.udf.schema.Nfa.repeat;
import static dev.glossa.udf.schema.Nfa.text;
import static dev.glossa.udf.schema.Nfa.union;

import dev.glossa.udf.schema.Nfa.Piece;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** How JSON writes strings (RFC 8259, section 7). */
final class JsonStrings {

  private static final CodePoints ESCAPED = CodePoints.of(0, 0x1F).or(CodePoints.of("\"\\"));
  private static final CodePoints HEX =
      CodePoints.of('0', '9').or(CodePoints.of('a', 'f')).or(CodePoints.of('A', 'F'));
  private static final CodePoints D = CodePoints.of("dD");

  /** A sign of a string in any of its spellings; a pair of escaped surrogates is none. */
  static final Piece ANY = any();

  private JsonStrings() {}

  private static Piece any() {
    Piece hex = oneOf(HEX);
    Piece notD = concat(oneOf(HEX.and(D.not())), hex, hex, hex);
    Piece belowSurrogates = concat(oneOf(D), oneOf(CodePoints.of('0', '7')), hex, hex);
    Piece unicode = concat(text("\\u"), union(notD, belowSurrogates));
    Piece escape = concat(text("\\"), oneOf(CodePoints.of("\"\\/bfnrt")));
    return Nfa.compact(union(oneOf(ESCAPED.not()), escape, unicode));
  }

  /** A string of content, with its quotes. */
  static Piece quoted(Piece content) {
    return concat(text("\""), content, text("\""));
  }

  /** The content of a string of so many code points; most is -1 for any number. */
  static Piece ofLength(int least, int most) {
    return repeat(ANY, least, most);
  }

  /** One sign of a set, escaped only where it has to be. */
  static Piece sign(CodePoints set) {
    List<Piece> spellings = new ArrayList<>();
    if (!set.and(ESCAPED.not()).isEmpty()) {
      spellings.add(oneOf(set.and(ESCAPED.not())));
    }
    set.and(ESCAPED)
        .forEach(
            (least, most) -> {
              for (int point = least; point <= most; point++) {
                spellings.add(text(escaped(point)));
              }
            });
    return spellings.size() == 1 ? spellings.get(0) : union(spellings);
  }

  /** A string as it is written, with its quotes. */
  static String written(String string) {
    StringBuilder written = new StringBuilder("\"");
    string
        .codePoints()
        .forEach(
            point -> {
              if (ESCAPED.and(CodePoints.of(point, point)).isEmpty()) {
                written.appendCodePoint(point);
              } else {
                written.append(escaped(point));
              }
            });
    return written.append('"').toString();
  }

  private static String escaped(int point) {
    return switch (point) {
      case '"' -> "\\\"";
      case '\\' -> "\\\\";
      case '\b' -> "\\b";
      case '\f' -> "\\f";
      case '\n' -> "\\n";
      case '\r' -> "\\r";
      case '\t' -> "\\t";
      default -> String.format(Locale.ROOT, "\\u%04x", point);
    };
  }
}
