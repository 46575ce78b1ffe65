package dev.glossa.udf.chat;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What {@code value.name} and {@code value[key]} are, as in Jinja2's {@code
 * ImmutableSandboxedEnvironment}: an attribute first and then an item, or the other way round;
 * neither where a method would change the value.
 */
final class Attributes {
  private static final Set<String> DICT_CHANGES =
      Set.of("clear", "pop", "popitem", "setdefault", "update");
  private static final Set<String> LIST_CHANGES =
      Set.of("append", "clear", "extend", "insert", "pop", "remove", "reverse", "sort");

  private final Values values;
  private final TextMethods texts;

  Attributes(Values values, TextMethods texts) {
    this.values = values;
    this.texts = texts;
  }

  /** {@code base.name}. */
  Object attribute(Object base, String name) {
    if (base instanceof Undefined undefined) {
      throw undefined.error();
    }
    Object own = own(base, name);
    if (own != null) {
      return own;
    }
    Object item = base instanceof Map<?, ?> map ? map.get(Text.of(name)) : null;
    return item == null ? missing(base, Text.of(name)) : item;
  }

  /** {@code base[key]}. */
  Object item(Object base, Object key) {
    if (base instanceof Undefined undefined) {
      throw undefined.error();
    }
    Object item = null;
    if (base instanceof Map<?, ?> map && (key instanceof Text || Values.isNumber(key))) {
      item = map.get(values.key(key));
    } else if (key instanceof Long || key instanceof Boolean) {
      item = element(base, Values.integer(key));
    }
    if (item == null && key instanceof Text name) {
      item = own(base, name.string());
    }
    return item == null ? missing(base, key) : item;
  }

  /** {@code base[start:stop:step]}. */
  Object slice(Object base, Object start, Object stop, Object step) {
    if (base instanceof Undefined undefined) {
      throw undefined.error();
    }
    values.budget().search(base instanceof Text text ? text.length() : 0, 1);
    Object part = Slices.slice(base, start, stop, step);
    if (part instanceof List<?> list) {
      values.budget().elements(list.size());
    }
    return part == null ? missing(base, None.NONE) : part;
  }

  private Object element(Object base, long index) {
    boolean sequence = base instanceof Text || base instanceof List;
    if (!sequence) {
      return null;
    }
    long size = Values.length(base);
    long at = index < 0 ? index + size : index;
    if (at < 0 || at >= size) {
      return null;
    }
    if (base instanceof List<?> list) {
      return list.get((int) at);
    }
    Text text = (Text) base;
    values.budget().search(text.length(), 1);
    int unit = text.unit((int) at);
    return text.slice(unit, text.unit((int) at + 1));
  }

  /** What a value has by its type, or null. */
  private Object own(Object base, String name) {
    if (name.startsWith("__") && name.endsWith("__")) {
      return new Undefined("access to attribute '" + name + "' is not safe");
    }
    if (base instanceof Text text) {
      return texts.get(text, name);
    } else if (base instanceof Map<?, ?> map) {
      return dictMethod(map, name);
    } else if (base instanceof List<?> list) {
      return listMethod(list, name);
    } else if (base instanceof Namespace namespace) {
      return namespace.get(name);
    } else if (base instanceof Loop loop) {
      return loop.get(name);
    } else if (base instanceof Macro macro && name.equals("name")) {
      return Text.of(macro.name());
    }
    return null;
  }

  private Object dictMethod(Map<?, ?> map, String name) {
    if (DICT_CHANGES.contains(name)) {
      return unsafe("dict", name);
    }
    return switch (name) {
      case "get" -> (Callable) given -> get(map, given);
      case "keys" -> (Callable) given -> new View("dict_keys", map.keySet());
      case "values" -> (Callable) given -> new View("dict_values", map.values());
      case "items" -> (Callable) given -> items(map);
      case "copy" -> (Callable) given -> values.dict(map);
      default -> null;
    };
  }

  private Object get(Map<?, ?> map, Arguments given) {
    Object value = map.get(values.key(given.require(0, "key")));
    if (value != null) {
      return value;
    }
    Object absent = given.get(1, "default");
    return absent == null ? None.NONE : absent;
  }

  View items(Map<?, ?> map) {
    values.budget().elements(map.size());
    List<Tuple> items =
        map.entrySet().stream().map(entry -> Tuple.of(entry.getKey(), entry.getValue())).toList();
    return new View("dict_items", items);
  }

  private Object listMethod(List<?> list, String name) {
    if (LIST_CHANGES.contains(name) && !(list instanceof Tuple) && !(list instanceof Range)) {
      return unsafe("list", name);
    }
    return switch (name) {
      case "index" -> (Callable) given -> index(list, given.require(0, "value"));
      case "count" ->
          (Callable)
              given ->
                  list.stream()
                      .filter(item -> values.equal(item, given.require(0, "value")))
                      .count();
      default -> null;
    };
  }

  private Long index(List<?> list, Object value) {
    for (int i = 0; i < list.size(); i++) {
      if (values.equal(list.get(i), value)) {
        return (long) i;
      }
    }
    throw new TemplateError("index() of what a list does not hold");
  }

  private static Undefined unsafe(String type, String name) {
    return new Undefined("'" + name + "' would change a " + type + ", which a template must not");
  }

  private Undefined missing(Object base, Object key) {
    Text name = key instanceof Text text ? text : Text.of(Values.type(key));
    String type = base == None.NONE ? "None" : Values.type(base) + " object";
    return new Undefined(
        new Text.Builder(values.budget())
            .append("'" + type + "' has no ")
            .append(key instanceof Text ? "attribute '" : "such element by ")
            .append(name)
            .append(key instanceof Text ? "'" : "")
            .build());
  }

  /** An item by a path of names and numbers with points between them. */
  Object path(Object base, Object path, Object absent) {
    if (path instanceof Long) {
      return orAbsent(item(base, path), absent);
    }
    Object value = base;
    for (String part : Filters.string(path).split("\\.", -1)) {
      Object key = part.matches("\\d{1,9}") ? (Object) Long.valueOf(part) : Text.of(part);
      value = orAbsent(item(value, key), absent);
    }
    return value;
  }

  private static Object orAbsent(Object value, Object absent) {
    return absent != null && value instanceof Undefined ? absent : value;
  }

  /** {@code dict(...)} and the start of {@code namespace(...)}. */
  Map<Object, Object> dict(Arguments given) {
    Map<Object, Object> dict =
        given.positional().isEmpty()
            ? new LinkedHashMap<>()
            : values.dict(given.positional().get(0));
    given.named().forEach((name, value) -> dict.put(Text.of(name), value));
    return dict;
  }
}
