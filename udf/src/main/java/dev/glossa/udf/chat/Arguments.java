package dev.glossa.udf.chat;

import java.util.List;
import java.util.Map;

/**
 * Arguments of a call.
 *
 * @param positional in their order
 * @param named by their names
 */
record Arguments(List<Object> positional, Map<String, Object> named) {
  static final Arguments NONE = new Arguments(List.of(), Map.of());

  static Arguments of(Object... positional) {
    return new Arguments(List.of(positional), Map.of());
  }

  /** Refuses arguments beyond those that a function has, by their names. */
  void allow(String function, String... names) {
    if (positional.size() > names.length) {
      throw new TemplateError(function + "() takes at most " + names.length + " arguments");
    }
    for (String name : named.keySet()) {
      int at = List.of(names).indexOf(name);
      if (at < positional.size()) {
        throw new TemplateError(function + "() cannot take an argument " + name);
      }
    }
  }

  /** The arguments behind the first ones. */
  Arguments without(int first) {
    int begin = Math.min(first, positional.size());
    return new Arguments(positional.subList(begin, positional.size()), named);
  }

  /** An argument by its place or name, or null. */
  Object get(int place, String name) {
    return place < positional.size() ? positional.get(place) : named.get(name);
  }

  /** The same, where it must be given. */
  Object require(int place, String name) {
    Object value = get(place, name);
    if (value == null) {
      throw new TemplateError("an argument " + name + " is missing");
    }
    return value;
  }

  /** A string; null where it is not given or {@code None}. */
  Text text(int place, String name) {
    Object value = get(place, name);
    if (value == null || value == None.NONE) {
      return null;
    }
    if (value instanceof Text text) {
      return text;
    }
    throw new TemplateError("argument " + name + " is no string but " + Values.type(value));
  }

  Text requireText(int place, String name) {
    Text text = text(place, name);
    if (text == null) {
      throw new TemplateError("an argument " + name + " is missing");
    }
    return text;
  }

  long integer(int place, String name, long absent) {
    Object value = get(place, name);
    if (value == null || value == None.NONE) {
      return absent;
    }
    return Values.integer(value);
  }
}
