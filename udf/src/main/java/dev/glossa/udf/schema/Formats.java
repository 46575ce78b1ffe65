package dev.glossa.udf.schema;

import static java.util.stream.Collectors.joining;

import dev.glossa.udf.schema.Nfa.Piece;
import java.util.Map;
import java.util.TreeMap;

/**
 * The formats of strings that can be held exactly, as patterns. Dates are those of RFC 3339 and
 * exist; offsets go as far as there are time zones, and seconds to 59. The year 0000 and the offset
 * -00:00 are left out, which RFC 3339 has and some of its readers refuse.
 */
final class Formats {

  private static final String TIME =
      "([01]\\d|2[0-3]):[0-5]\\d:[0-5]\\d(\\.\\d{1,9})?"
          + "(Z|\\+00:00|[+-]((0[1-9]|1[0-3]):[0-5]\\d|00:(0[1-9]|[1-5]\\d)|14:00))";
  private static final String HEX = "[0-9a-f]";
  private static final String BYTE = "(25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]\\d|\\d)";
  private static final Map<String, String> PATTERNS =
      new TreeMap<>(
          Map.of(
              "date",
              date(),
              "time",
              TIME,
              "date-time",
              date() + "T" + TIME,
              "uuid",
              HEX + "{8}-" + HEX + "{4}-" + HEX + "{4}-" + HEX + "{4}-" + HEX + "{12}",
              "ipv4",
              BYTE + "\\." + BYTE + "\\." + BYTE + "\\." + BYTE));

  private Formats() {}

  private static String date() {
    String year = "(\\d{3}[1-9]|\\d\\d[1-9]0|\\d[1-9]00|[1-9]000)";
    String upTo28 = "(0[1-9]|1\\d|2[0-8])";
    String days =
        year + "-((0[1-9]|1[0-2])-" + upTo28 + "|(0[13-9]|1[0-2])-(29|30)|(0[13578]|1[02])-31)";
    String fourths = "(0[48]|[2468][048]|[13579][26])";
    String leap = "(\\d\\d" + fourths + "|" + fourths + "00)-02-29";
    return "(" + days + "|" + leap + ")";
  }

  /** The content of strings of a format, or null where it is none of them. */
  static Piece content(String format) throws Pattern.Refused {
    String pattern = PATTERNS.get(format);
    return pattern == null ? null : Pattern.content("^" + pattern + "$");
  }

  /** Their names. */
  static String names() {
    return PATTERNS.keySet().stream().collect(joining(", "));
  }
}
