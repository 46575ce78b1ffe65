package dev.glossa.udf.chat;

import java.util.LinkedHashMap;
import java.util.Map;

/** What {@code namespace()} gives: the one value whose attributes a template can set. */
final class Namespace {
  private final Map<String, Object> attributes = new LinkedHashMap<>();

  Object get(String name) {
    return attributes.get(name);
  }

  void set(String name, Object value) {
    if (name.startsWith("_")) {
      throw new TemplateError("a namespace has no attributes that begin with _");
    }
    attributes.put(name, value);
  }
}
