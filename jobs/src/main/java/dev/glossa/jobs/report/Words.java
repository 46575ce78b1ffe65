package dev.glossa.jobs.report;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Locale;

/**
 * Texts and numbers as the page shows them. What other people wrote may hold characters that steer
 * a display instead of showing: they are replaced here by their names.
 */
final class Words {

  private Words() {}

  /**
   * The text with characters that cannot be seen, or that would reorder what stands around them,
   * made visible: control characters as Unicode's pictures of them, directional marks and
   * zero-width spaces as their code point. Joiners stay, because emoji and scripts need them.
   */
  static String visible(String text) {
    StringBuilder shown = new StringBuilder(text.length());
    text.codePoints().forEach(c -> shown.append(visible(c)));
    return shown.toString();
  }

  private static String visible(int c) {
    if (c == '\n' || c == '\t') {
      return Character.toString(c);
    }
    if (c < 0x20) {
      return Character.toString(0x2400 + c);
    }
    if (c == 0x7F) {
      return "\u2421";
    }
    if (Character.getType(c) == Character.SURROGATE) {
      return "\uFFFD";
    }
    boolean joiner = c == 0x200C || c == 0x200D;
    boolean tag = c >= 0xE0020 && c <= 0xE007F;
    boolean steers =
        Character.getType(c) == Character.CONTROL
            || Character.getType(c) == Character.FORMAT && !joiner && !tag
            || c == 0x2028
            || c == 0x2029
            || (c & 0xFFFE) == 0xFFFE
            || c >= 0xFDD0 && c <= 0xFDEF;
    return steers ? String.format("\u27E8U+%04X\u27E9", c) : Character.toString(c);
  }

  /** The text on one line, cut after so many code points, with an ellipsis where it was cut. */
  static String line(String text, int most) {
    return shorten(visible(text.strip()).replaceAll("\\s+", " "), most);
  }

  /** The first code points of a text, with an ellipsis where there are more. */
  static String shorten(String text, int most) {
    if (text.codePointCount(0, text.length()) <= most) {
      return text;
    }
    return text.substring(0, text.offsetByCodePoints(0, most - 1)) + "\u2026";
  }

  /** A number with separators, such as 12,345. */
  static String count(long value) {
    return String.format(Locale.ROOT, "%,d", value);
  }

  /** Three decimals, such as 0.531. */
  static String real(double value) {
    return rounded(value, 3);
  }

  /** A percentage with one decimal, such as 53.1 %. */
  static String percent(double share) {
    return rounded(100 * share, 1) + "\u00A0%";
  }

  /** Rounds the exact value, as C's printf does; Java's own format rounds its shortest decimals. */
  private static String rounded(double value, int decimals) {
    return Double.isFinite(value)
        ? new BigDecimal(value).setScale(decimals, RoundingMode.HALF_EVEN).toPlainString()
        : String.valueOf(value);
  }
}
