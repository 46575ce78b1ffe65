package dev.glossa.udf.chat;

import java.util.ArrayList;
import java.util.List;

/** How Python's {@code str} takes strings apart. */
final class TextSplits {
  private final Budget budget;

  TextSplits(Budget budget) {
    this.budget = budget;
  }

  Text strip(Text self, Text chars, boolean left, boolean right) {
    if (chars != null) {
      budget.search(self.length(), chars.length());
    }
    String string = self.string();
    int begin = 0;
    int end = string.length();
    while (left && begin < end && strips(chars, string.codePointAt(begin))) {
      begin += Character.charCount(string.codePointAt(begin));
    }
    while (right && end > begin && strips(chars, string.codePointBefore(end))) {
      end -= Character.charCount(string.codePointBefore(end));
    }
    return self.slice(begin, end);
  }

  private static boolean strips(Text chars, int point) {
    return chars == null ? Python.isSpace(point) : chars.string().indexOf(point) >= 0;
  }

  List<Object> split(Text self, Arguments given, boolean fromRight) {
    given.allow("split", "sep", "maxsplit");
    Text separator = given.text(0, "sep");
    long most = given.integer(1, "maxsplit", -1);
    long left = most < 0 ? Long.MAX_VALUE : most;
    List<Object> parts =
        separator == null ? words(self, left, fromRight) : fields(self, separator, left, fromRight);
    budget.elements(parts.size());
    return parts;
  }

  private List<Object> fields(Text self, Text separator, long most, boolean fromRight) {
    if (separator.isEmpty()) {
      throw new TemplateError("split() by an empty string");
    }
    budget.search(self.length(), separator.length());
    List<Object> parts = new ArrayList<>();
    String string = self.string();
    long left = most;
    if (fromRight) {
      int end = string.length();
      int found = string.lastIndexOf(separator.string());
      for (; found >= 0 && left > 0; left--) {
        budget.elements(1);
        parts.add(0, self.slice(found + separator.length(), end));
        end = found;
        found = string.lastIndexOf(separator.string(), end - separator.length());
      }
      parts.add(0, self.slice(0, end));
      return parts;
    }
    int begin = 0;
    for (int found = string.indexOf(separator.string()); found >= 0 && left > 0; left--) {
      budget.elements(1);
      parts.add(self.slice(begin, found));
      begin = found + separator.length();
      found = string.indexOf(separator.string(), begin);
    }
    parts.add(self.slice(begin, string.length()));
    return parts;
  }

  private List<Object> words(Text self, long most, boolean fromRight) {
    List<Object> parts = new ArrayList<>();
    Text rest = strip(self, null, !fromRight, fromRight);
    String string = rest.string();
    int begin = 0;
    int end = string.length();
    for (long left = most; begin < end; left--) {
      budget.elements(1);
      if (left == 0) {
        parts.add(
            fromRight ? 0 : parts.size(),
            strip(rest.slice(begin, end), null, !fromRight, fromRight));
        return parts;
      }
      int place = fromRight ? end : begin;
      if (fromRight) {
        while (place > begin && !Python.isSpace(string.charAt(place - 1))) {
          place--;
        }
        parts.add(0, rest.slice(place, end));
        end = place;
        while (end > begin && Python.isSpace(string.charAt(end - 1))) {
          end--;
        }
      } else {
        while (place < end && !Python.isSpace(string.charAt(place))) {
          place++;
        }
        parts.add(rest.slice(begin, place));
        begin = place;
        while (begin < end && Python.isSpace(string.charAt(begin))) {
          begin++;
        }
      }
    }
    return parts;
  }

  List<Object> lines(Text self, boolean keepsEnds) {
    List<Object> lines = new ArrayList<>();
    String string = self.string();
    int begin = 0;
    while (begin < string.length()) {
      budget.elements(1);
      int end = begin;
      while (end < string.length() && !Python.isLineBreak(string.charAt(end))) {
        end++;
      }
      int next = Math.min(string.length(), end + (string.startsWith("\r\n", end) ? 2 : 1));
      lines.add(self.slice(begin, keepsEnds ? next : end));
      begin = next;
    }
    return lines;
  }

  Tuple partition(Text self, Arguments given, boolean last) {
    Text separator = given.requireText(0, "sep");
    List<Object> parts = fields(self, separator, 1, last);
    if (parts.size() == 2) {
      return Tuple.of(parts.get(0), separator, parts.get(1));
    }
    return last ? Tuple.of(Text.EMPTY, Text.EMPTY, self) : Tuple.of(self, Text.EMPTY, Text.EMPTY);
  }
}
