package dev.glossa.udf.chat;

import java.util.HashMap;
import java.util.Map;

/** Variables of a part of a template, within those of the part around it. */
final class Scope {
  private final Scope around;
  private final Map<String, Object> variables = new HashMap<>();

  Scope(Scope around) {
    this.around = around;
  }

  /** A variable's value, or null. */
  Object get(String name) {
    for (Scope scope = this; scope != null; scope = scope.around) {
      Object value = scope.variables.get(name);
      if (value != null) {
        return value;
      }
    }
    return null;
  }

  void set(String name, Object value) {
    variables.put(name, value);
  }
}
