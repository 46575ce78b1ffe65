package dev.glossa.jobs.config;

import dev.glossa.udf.task.BatchSettings;
import java.lang.reflect.RecordComponent;
import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;

/**
 * One text for one meaning: JSON with sorted keys and without spaces, fit to be hashed.
 *
 * <p>Records become objects with their components as keys, so a component that is renamed or added
 * changes the text, and with it every fingerprint. Of {@link BatchSettings} the queue is left out,
 * since results do not depend on it.
 */
final class CanonicalJson {
  private CanonicalJson() {}

  /**
   * The JSON of a value made of records, maps with texts as keys, collections, numbers, booleans
   * and texts.
   *
   * @throws IllegalArgumentException for any other value
   */
  static String of(Object value) {
    StringBuilder json = new StringBuilder();
    write(value, json);
    return json.toString();
  }

  private static void write(Object value, StringBuilder json) {
    if (value instanceof BatchSettings batch) {
      write(Map.of("tokens", batch.tokens()), json);
    } else if (value instanceof Record record) {
      write(components(record), json);
    } else if (value instanceof Map<?, ?> map) {
      Map<String, Object> sorted = new TreeMap<>();
      map.forEach((key, item) -> sorted.put((String) key, item));
      String separator = "{";
      for (Map.Entry<String, Object> entry : sorted.entrySet()) {
        json.append(separator);
        text(entry.getKey(), json);
        json.append(':');
        write(entry.getValue(), json);
        separator = ",";
      }
      json.append(sorted.isEmpty() ? "{}" : "}");
    } else if (value instanceof Collection<?> items) {
      String separator = "[";
      for (Object item : items) {
        json.append(separator);
        write(item, json);
        separator = ",";
      }
      json.append(items.isEmpty() ? "[]" : "]");
    } else if (value instanceof Number number) {
      number(number, json);
    } else if (value instanceof Boolean) {
      json.append(value);
    } else if (value instanceof String text) {
      text(text, json);
    } else {
      throw new IllegalArgumentException(
          "Cannot write as canonical JSON: "
              + (value == null ? "null" : value.getClass().getName())
              + " (use records, maps, collections, numbers, booleans and texts)");
    }
  }

  private static Map<String, Object> components(Record record) {
    Map<String, Object> components = new TreeMap<>();
    for (RecordComponent component : record.getClass().getRecordComponents()) {
      try {
        components.put(component.getName(), component.getAccessor().invoke(record));
      } catch (ReflectiveOperationException e) {
        throw new IllegalArgumentException(
            "Cannot write as canonical JSON: " + component + " (make its record public)", e);
      }
    }
    return components;
  }

  /** 1, 1.0 and 1e0 mean the same in a configuration and are written the same. */
  private static void number(Number number, StringBuilder json) {
    String plain = new java.math.BigDecimal(number.toString()).stripTrailingZeros().toPlainString();
    json.append(plain);
  }

  private static void text(String text, StringBuilder json) {
    json.append('"');
    for (char unit : text.toCharArray()) {
      if (unit == '"' || unit == '\\') {
        json.append('\\').append(unit);
      } else if (unit < ' ' || unit >= 127) {
        json.append(String.format("\\u%04x", (int) unit));
      } else {
        json.append(unit);
      }
    }
    json.append('"');
  }
}
