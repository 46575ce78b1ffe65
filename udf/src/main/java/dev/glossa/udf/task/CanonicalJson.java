package dev.glossa.udf.task;

import java.math.BigDecimal;
import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;

/**
 * Writes JSON with sorted keys and without spaces, so that equal values give equal texts to hash.
 */
public final class CanonicalJson {
  private CanonicalJson() {}

  /**
   * The JSON of a value made of maps with strings as keys, collections, numbers, booleans and
   * strings.
   *
   * @throws IllegalArgumentException for any other value
   */
  public static String of(Object value) {
    StringBuilder json = new StringBuilder();
    write(value, json);
    return json.toString();
  }

  private static void write(Object value, StringBuilder json) {
    if (value instanceof Map<?, ?> map) {
      Map<String, Object> sorted = new TreeMap<>();
      map.forEach((key, item) -> sorted.put((String) key, item));
      String separator = "{";
      for (Map.Entry<String, Object> entry : sorted.entrySet()) {
        json.append(separator);
        string(entry.getKey(), json);
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
      // 1, 1.0 and 1e0 mean the same in a configuration and are written the same.
      json.append(new BigDecimal(number.toString()).stripTrailingZeros().toPlainString());
    } else if (value instanceof Boolean) {
      json.append(value);
    } else if (value instanceof String text) {
      string(text, json);
    } else {
      throw new IllegalArgumentException(
          "Cannot write as canonical JSON: "
              + (value == null ? "null" : value.getClass().getName())
              + " (use maps, collections, numbers, booleans and strings)");
    }
  }

  private static void string(String text, StringBuilder json) {
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
