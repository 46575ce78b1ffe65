package dev.glossa.udf.chat;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** C's {@code strftime} in its own locale, as Python has it on Linux. */
final class Strftime {
  private Strftime() {}

  /** The moment that ISO 8601 says, such as {@code 2025-01-31} or {@code 2025-01-31T12:00:00}. */
  static LocalDateTime moment(String iso) {
    try {
      return iso.length() > 10 ? LocalDateTime.parse(iso) : LocalDate.parse(iso).atStartOfDay();
    } catch (DateTimeException e) {
      throw new TemplateError(
          "variable strftime_now is no date; write one such as 2025-01-31 or 2025-01-31T12:00:00");
    }
  }

  static String format(LocalDateTime moment, String format) {
    StringBuilder text = new StringBuilder();
    int at = 0;
    while (at < format.length()) {
      char sign = format.charAt(at++);
      if (sign != '%' || at == format.length()) {
        text.append(sign);
        continue;
      }
      boolean bare = format.charAt(at) == '-' && at + 1 < format.length();
      String part = part(moment, format.charAt(bare ? at + 1 : at));
      text.append(bare ? part.replaceFirst("^[0 ]+(?=.)", "") : part);
      at += bare ? 2 : 1;
    }
    return text.toString();
  }

  private static String part(LocalDateTime moment, char directive) {
    String pattern =
        switch (directive) {
          case 'd' -> "dd";
          case 'm' -> "MM";
          case 'y' -> "yy";
          case 'Y' -> "uuuu";
          case 'b', 'h' -> "MMM";
          case 'B' -> "MMMM";
          case 'a' -> "EEE";
          case 'A' -> "EEEE";
          case 'H' -> "HH";
          case 'I' -> "hh";
          case 'M' -> "mm";
          case 'S' -> "ss";
          case 'f' -> "SSSSSS";
          case 'p' -> "a";
          case 'j' -> "DDD";
          case 'e' -> "ppd";
          case 'u' -> "e";
          case 'F' -> "uuuu-MM-dd";
          case 'T', 'X' -> "HH:mm:ss";
          case 'R' -> "HH:mm";
          case 'D', 'x' -> "MM/dd/yy";
          case 'c' -> "EEE MMM ppd HH:mm:ss uuuu";
          case 'n' -> "'\n'";
          case 't' -> "'\t'";
          case '%' -> "'%'";
          case 'z', 'Z' -> "";
          default -> throw new TemplateError("strftime_now() has no %" + directive);
        };
    // The root locale has abbreviations alone, where C's own has whole names.
    return pattern.isEmpty() ? "" : DateTimeFormatter.ofPattern(pattern, Locale.US).format(moment);
  }
}
