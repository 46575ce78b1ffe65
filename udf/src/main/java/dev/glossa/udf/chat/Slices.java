package dev.glossa.udf.chat;

import java.util.ArrayList;
import java.util.List;

/** Python's {@code sequence[start:stop:step]}. */
final class Slices {
  private Slices() {}

  /** A part of a string or list; null for other values, which have none. */
  static Object slice(Object base, Object start, Object stop, Object step) {
    long by = step == None.NONE ? 1 : Values.integer(step);
    if (by == 0) {
      throw new TemplateError("a slice with a step of 0");
    }
    long size =
        base instanceof Text text ? text.points() : base instanceof List<?> list ? list.size() : -1;
    if (size < 0) {
      return null;
    }
    by = Math.max(-size - 1, Math.min(size + 1, by));
    long lowest = by > 0 ? 0 : -1;
    long highest = by > 0 ? size : size - 1;
    long first = bound(start, by > 0 ? lowest : highest, size, lowest, highest);
    long end = bound(stop, by > 0 ? highest : lowest, size, lowest, highest);
    if (base instanceof Text text) {
      if (by == 1) {
        int from = text.unit((int) first);
        return text.slice(from, end <= first ? from : text.unit((int) end));
      }
      return characters(text, first, end, by);
    }
    List<Object> items = new ArrayList<>();
    for (long i = first; by > 0 ? i < end : i > end; i += by) {
      items.add(((List<?>) base).get((int) i));
    }
    return base instanceof Tuple ? new Tuple(items) : items;
  }

  private static Text characters(Text text, long first, long end, long by) {
    int[] points = text.string().codePoints().toArray();
    StringBuilder characters = new StringBuilder();
    for (long i = first; by > 0 ? i < end : i > end; i += by) {
      characters.appendCodePoint(points[(int) i]);
    }
    return text.changed(characters.toString());
  }

  private static long bound(Object given, long absent, long size, long lowest, long highest) {
    if (given == None.NONE) {
      return absent;
    }
    long value = Values.integer(given);
    return Math.max(lowest, Math.min(highest, value < 0 ? value + size : value));
  }
}
