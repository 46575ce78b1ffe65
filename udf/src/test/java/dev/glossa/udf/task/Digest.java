package dev.glossa.udf.task;

import java.lang.reflect.Array;
import java.lang.reflect.RecordComponent;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Outcomes as text, in which two are equal if and only if every bit of them is. */
final class Digest {
  private Digest() {}

  /** Each document's outcome by its key. */
  static <R> Map<String, String> of(Iterator<Outcome<R>> outcomes) {
    Map<String, String> byKey = new TreeMap<>();
    while (outcomes.hasNext()) {
      Outcome<R> outcome = outcomes.next();
      if (byKey.put(outcome.key(), text(outcome)) != null) {
        throw new AssertionError("two outcomes for " + outcome.key());
      }
    }
    return byKey;
  }

  private static String text(Object value) {
    if (value == null) {
      return "null";
    }
    if (value instanceof Float number) {
      return Integer.toHexString(Float.floatToRawIntBits(number));
    }
    StringBuilder text = new StringBuilder();
    if (value.getClass().isArray()) {
      for (int i = 0; i < Array.getLength(value); i++) {
        text.append(text(Array.get(value, i))).append(' ');
      }
      return text.toString();
    }
    if (value instanceof List<?> list) {
      list.forEach(element -> text.append(text(element)).append('\n'));
      return text.toString();
    }
    if (value instanceof Record) {
      for (RecordComponent component : value.getClass().getRecordComponents()) {
        try {
          component.getAccessor().setAccessible(true);
          text.append(component.getName())
              .append('=')
              .append(text(component.getAccessor().invoke(value)))
              .append(';');
        } catch (ReflectiveOperationException e) {
          throw new AssertionError(e);
        }
      }
      return text.toString();
    }
    return value.toString();
  }
}
