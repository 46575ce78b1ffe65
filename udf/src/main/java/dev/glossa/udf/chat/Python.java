package dev.glossa.udf.chat;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;

/** How Python reads and writes characters, strings and numbers. */
final class Python {
  private Python() {}

  /** {@code str.isspace} of a character, which is also {@code \s} of its regular expressions. */
  static boolean isSpace(int character) {
    return switch (character) {
      case '\t', '\n', 0x0b, '\f', '\r', 0x1c, 0x1d, 0x1e, 0x1f, ' ', 0x85, 0xa0, 0x1680 -> true;
      case 0x2028, 0x2029, 0x202f, 0x205f, 0x3000 -> true;
      default -> character >= 0x2000 && character <= 0x200a;
    };
  }

  /** {@code str.isspace}. */
  static boolean isSpace(String text) {
    return !text.isEmpty() && text.chars().allMatch(Python::isSpace);
  }

  /** Whether {@code str.splitlines} ends a line at a character. */
  static boolean isLineBreak(int character) {
    return character >= '\n' && character <= '\r'
        || character >= 0x1c && character <= 0x1e
        || character == 0x85
        || character == 0x2028
        || character == 0x2029;
  }

  /** {@code \w}. */
  static boolean isWord(int point) {
    return point == '_' || isAlphanumeric(point);
  }

  static boolean isAlphanumeric(int point) {
    return Character.isLetter(point) || isNumeric(point);
  }

  static boolean isNumeric(int point) {
    return switch (Character.getType(point)) {
      case Character.DECIMAL_DIGIT_NUMBER, Character.LETTER_NUMBER, Character.OTHER_NUMBER -> true;
      default -> false;
    };
  }

  /** {@code str.isprintable} of a character. */
  static boolean isPrintable(int point) {
    return switch (Character.getType(point)) {
      case Character.CONTROL,
              Character.FORMAT,
              Character.SURROGATE,
              Character.PRIVATE_USE,
              Character.UNASSIGNED,
              Character.LINE_SEPARATOR,
              Character.PARAGRAPH_SEPARATOR ->
          false;
      case Character.SPACE_SEPARATOR -> point == ' ';
      default -> true;
    };
  }

  /** {@code repr} of a float: the shortest digits that give the same number again. */
  static String number(double value) {
    if (Double.isNaN(value)) {
      return "nan";
    }
    if (Double.isInfinite(value)) {
      return value > 0 ? "inf" : "-inf";
    }
    if (value == 0) {
      return 1 / value < 0 ? "-0.0" : "0.0";
    }
    BigDecimal exact = new BigDecimal(value);
    BigDecimal shortest = exact;
    for (int digits = 1; digits <= 17; digits++) {
      shortest = exact.round(new MathContext(digits, RoundingMode.HALF_EVEN));
      if (shortest.doubleValue() == value) {
        break;
      }
    }
    shortest = shortest.stripTrailingZeros();
    int exponent = shortest.precision() - shortest.scale() - 1;
    if (exponent >= -4 && exponent < 16) {
      String plain = shortest.toPlainString();
      return plain.contains(".") ? plain : plain + ".0";
    }
    String digits = shortest.unscaledValue().abs().toString();
    String fraction = digits.length() > 1 ? "." + digits.substring(1) : "";
    return (value < 0 ? "-" : "")
        + digits.charAt(0)
        + fraction
        + "e"
        + (exponent < 0 ? "-" : "+")
        + (Math.abs(exponent) < 10 ? "0" : "")
        + Math.abs(exponent);
  }

  /** {@code str.title} and {@code str.capitalize} of a first letter. */
  static String title(int point) {
    if (Character.toTitleCase(point) != point) {
      return Character.toString(Character.toTitleCase(point));
    }
    String upper = Character.toString(point).toUpperCase(java.util.Locale.ROOT);
    int first = upper.codePointAt(0);
    boolean several = upper.length() > Character.charCount(first);
    return several && Character.isLowerCase(point)
        ? Character.toString(first)
            + upper.substring(Character.charCount(first)).toLowerCase(java.util.Locale.ROOT)
        : Character.toString(point);
  }

  /**
   * The value of a string literal.
   *
   * @throws IllegalArgumentException when an escape stands for no character
   */
  static String unescape(String literal) {
    if (literal.indexOf('\\') < 0) {
      return literal;
    }
    StringBuilder value = new StringBuilder(literal.length());
    int at = 0;
    while (at < literal.length()) {
      int point = literal.codePointAt(at);
      int next = at + Character.charCount(point);
      if (point != '\\') {
        value.appendCodePoint(point);
        at = next;
      } else if (next == literal.length()) {
        throw new IllegalArgumentException("a single backslash");
      } else {
        at = escape(literal, next, value);
      }
    }
    return value.toString();
  }

  private static int escape(String literal, int at, StringBuilder value) {
    int point = literal.codePointAt(at);
    int next = at + Character.charCount(point);
    int simple = "abfnrtv\\'\"".indexOf(point);
    if (simple >= 0) {
      value.append("\u0007\b\f\n\r\t\u000b\\'\"".charAt(simple));
      return next;
    }
    switch (point) {
      case '\n':
        return next;
      case 'x':
        return hex(literal, next, 2, value);
      case 'u':
        return hex(literal, next, 4, value);
      case 'U':
        return hex(literal, next, 8, value);
      case 'N':
        int close = literal.indexOf('}', next);
        if (!literal.startsWith("{", next) || close < 0) {
          throw new IllegalArgumentException("no name");
        }
        value.appendCodePoint(Character.codePointOf(literal.substring(next + 1, close)));
        return close + 1;
      default:
        break;
    }
    if (point >= '0' && point <= '7') {
      int end = at;
      while (end < Math.min(literal.length(), at + 3)
          && "01234567".indexOf(literal.charAt(end)) >= 0) {
        end++;
      }
      value.appendCodePoint(Integer.parseInt(literal.substring(at, end), 8));
      return end;
    }
    value.append('\\');
    if (point < 0x80) {
      value.appendCodePoint(point);
    } else {
      // Jinja2 writes the literal in ASCII first, and the backslash then escapes that one's own.
      value.append(
          String.format(point < 0x100 ? "x%02x" : point < 0x10000 ? "u%04x" : "U%08x", point));
    }
    return next;
  }

  private static int hex(String literal, int at, int digits, StringBuilder value) {
    int end = at + digits;
    if (end > literal.length()) {
      throw new IllegalArgumentException("too few digits");
    }
    value.appendCodePoint(Integer.parseUnsignedInt(literal.substring(at, end), 16));
    return end;
  }
}
