package dev.glossa.udf.chat;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What values are to Python: their truth, order, and how they are written.
 *
 * <p>A value is a {@link Text}, Long, Double, Boolean, {@link None}, {@link Undefined}, List
 * ({@link Tuple}, {@link Range}), Map, {@link View}, {@link Once}, {@link Namespace} or {@link
 * Callable}. No value but a namespace ever changes.
 */
final class Values {
  private final Budget budget;

  Values(Budget budget) {
    this.budget = budget;
  }

  Budget budget() {
    return budget;
  }

  /** Python's name of a value's type. */
  static String type(Object value) {
    if (value instanceof Text) {
      return "str";
    } else if (value instanceof Long) {
      return "int";
    } else if (value instanceof Double) {
      return "float";
    } else if (value instanceof Boolean) {
      return "bool";
    } else if (value == None.NONE) {
      return "NoneType";
    } else if (value instanceof Undefined) {
      return "Undefined";
    } else if (value instanceof Tuple) {
      return "tuple";
    } else if (value instanceof Range) {
      return "range";
    } else if (value instanceof List) {
      return "list";
    } else if (value instanceof Map) {
      return "dict";
    } else if (value instanceof View view) {
      return view.name();
    } else if (value instanceof Once) {
      return "generator";
    } else if (value instanceof Namespace) {
      return "Namespace";
    }
    return "function";
  }

  static long integer(Object value) {
    if (value instanceof Long number) {
      return number;
    } else if (value instanceof Boolean flag) {
      return flag ? 1 : 0;
    } else if (value instanceof Undefined undefined) {
      throw undefined.error();
    }
    throw new TemplateError("a value is no integer but " + type(value));
  }

  static boolean isNumber(Object value) {
    return value instanceof Long || value instanceof Double || value instanceof Boolean;
  }

  static double real(Object value) {
    return value instanceof Double number ? number : integer(value);
  }

  static boolean truth(Object value) {
    if (value instanceof Boolean flag) {
      return flag;
    } else if (value instanceof Text text) {
      return !text.isEmpty();
    } else if (value instanceof Long number) {
      return number != 0;
    } else if (value instanceof Double number) {
      return number != 0;
    } else if (value instanceof List<?> list) {
      return !list.isEmpty();
    } else if (value instanceof Map<?, ?> map) {
      return !map.isEmpty();
    } else if (value instanceof View view) {
      return !view.items().isEmpty();
    }
    return value != None.NONE && !(value instanceof Undefined);
  }

  /** {@code len}. */
  static long length(Object value) {
    if (value instanceof Text text) {
      return text.points();
    } else if (value instanceof List<?> list) {
      return list.size();
    } else if (value instanceof Map<?, ?> map) {
      return map.size();
    } else if (value instanceof View view) {
      return view.items().size();
    } else if (value instanceof Undefined) {
      return 0;
    }
    throw new TemplateError("a value of type " + type(value) + " has no length");
  }

  static boolean isIterable(Object value) {
    return value instanceof Text
        || value instanceof List
        || value instanceof Map
        || value instanceof View
        || value instanceof Once
        || value instanceof Undefined;
  }

  /** {@code iter}. */
  Iterator<?> iterate(Object value) {
    if (value instanceof Text text) {
      return characters(text).iterator();
    } else if (value instanceof List<?> list) {
      return list.iterator();
    } else if (value instanceof Map<?, ?> map) {
      return map.keySet().iterator();
    } else if (value instanceof View view) {
      return view.items().iterator();
    } else if (value instanceof Once once) {
      return once.iterator();
    } else if (value instanceof Undefined) {
      return List.of().iterator();
    }
    throw new TemplateError("a value of type " + type(value) + " cannot be gone through");
  }

  /** {@code list}. */
  List<Object> list(Object value) {
    if (value instanceof List<?> list) {
      budget.elements(list.size());
      return new ArrayList<>(list);
    }
    List<Object> list = new ArrayList<>();
    for (Iterator<?> it = iterate(value); it.hasNext(); ) {
      budget.elements(1);
      list.add(it.next());
    }
    return list;
  }

  private List<Object> characters(Text text) {
    budget.elements(text.points());
    List<Object> characters = new ArrayList<>();
    for (int at = 0; at < text.length(); ) {
      int end = at + Character.charCount(text.string().codePointAt(at));
      characters.add(text.slice(at, end));
      at = end;
    }
    return characters;
  }

  /** A value as the key of a mapping. */
  Object key(Object value) {
    if (value instanceof Text text) {
      budget.search(text.length(), 1);
      return text;
    }
    if (value instanceof Double number && number == Math.rint(number) && Math.abs(number) < 1e15) {
      return number.longValue();
    }
    if (isNumber(value) || value == None.NONE) {
      return value;
    }
    throw new TemplateError("a value of type " + type(value) + " cannot be a key");
  }

  /** {@code dict} of pairs. */
  Map<Object, Object> dict(Object value) {
    Map<Object, Object> dict = new LinkedHashMap<>();
    if (value instanceof Map<?, ?> map) {
      budget.elements(map.size());
      dict.putAll(map);
      return dict;
    }
    for (Iterator<?> it = iterate(value); it.hasNext(); ) {
      List<Object> pair = list(it.next());
      if (pair.size() != 2) {
        throw new TemplateError("a mapping is made of pairs");
      }
      dict.put(key(pair.get(0)), pair.get(1));
    }
    return dict;
  }

  /** {@code ==}. */
  boolean equal(Object left, Object right) {
    budget.step(1);
    if (left instanceof Text one && right instanceof Text other) {
      if (one.length() == other.length()) {
        budget.search(one.length(), 1);
      }
      return one.equals(other);
    }
    if (isNumber(left) && isNumber(right)) {
      return left instanceof Double || right instanceof Double
          ? real(left) == real(right)
          : integer(left) == integer(right);
    }
    if (left instanceof List<?> one && right instanceof List<?> other) {
      return type(left).equals(type(right)) && equal(one, other);
    }
    if (left instanceof Map<?, ?> one && right instanceof Map<?, ?> other) {
      if (one.size() != other.size()) {
        return false;
      }
      budget.enter();
      boolean equal = true;
      for (Map.Entry<?, ?> entry : one.entrySet()) {
        Object value = other.get(entry.getKey());
        equal = equal && value != null && equal(entry.getValue(), value);
      }
      budget.leave();
      return equal;
    }
    if (left instanceof Undefined && right instanceof Undefined) {
      return true;
    }
    return left == right;
  }

  private boolean equal(List<?> left, List<?> right) {
    if (left.size() != right.size()) {
      return false;
    }
    budget.enter();
    boolean equal = true;
    for (int i = 0; equal && i < left.size(); i++) {
      equal = equal(left.get(i), right.get(i));
    }
    budget.leave();
    return equal;
  }

  /** Order: negative, 0 or positive; NaN is what a comparison with it gives. */
  double compare(Object left, Object right) {
    budget.step(1);
    if (left instanceof Text one && right instanceof Text other) {
      budget.search(Math.min(one.length(), other.length()), 1);
      return one.compareTo(other);
    }
    if (isNumber(left) && isNumber(right)) {
      if (left instanceof Double || right instanceof Double) {
        double one = real(left);
        double other = real(right);
        return Double.isNaN(one) || Double.isNaN(other) ? Double.NaN : Double.compare(one, other);
      }
      return Long.compare(integer(left), integer(right));
    }
    if (left instanceof List<?> one
        && right instanceof List<?> other
        && type(left).equals(type(right))
        && !(left instanceof Range)) {
      budget.enter();
      int common = Math.min(one.size(), other.size());
      int at = 0;
      while (at < common && equal(one.get(at), other.get(at))) {
        at++;
      }
      double order = at < common ? compare(one.get(at), other.get(at)) : one.size() - other.size();
      budget.leave();
      return order;
    }
    if (left instanceof Undefined undefined) {
      throw undefined.error();
    } else if (right instanceof Undefined undefined) {
      throw undefined.error();
    }
    throw new TemplateError(
        "values of type " + type(left) + " and " + type(right) + " have no order");
  }

  /** {@code item in container}. */
  boolean contains(Object container, Object item) {
    if (container instanceof Text text) {
      if (!(item instanceof Text part)) {
        throw new TemplateError("only a string is in a string, and not " + type(item));
      }
      budget.search(text.length(), part.length());
      return text.string().contains(part.string());
    }
    if (container instanceof Map<?, ?> map) {
      return !(item instanceof Undefined) && map.containsKey(key(item));
    }
    for (Iterator<?> it = iterate(container); it.hasNext(); ) {
      if (equal(it.next(), item)) {
        return true;
      }
    }
    return false;
  }

  /** {@code str}. */
  Text str(Object value) {
    if (value instanceof Text text) {
      return text;
    }
    if (value instanceof Undefined) {
      return Text.EMPTY;
    }
    return repr(value);
  }

  /** {@code repr}. */
  Text repr(Object value) {
    Text.Builder builder = new Text.Builder(budget);
    new ReprWriter(budget, builder).write(value);
    return builder.build();
  }
}
