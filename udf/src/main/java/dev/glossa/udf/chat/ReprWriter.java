package dev.glossa.udf.chat;

import java.util.List;
import java.util.Map;

/** Writes values as Python's {@code repr} does. */
final class ReprWriter {
  private final Budget budget;
  private final Text.Builder to;

  ReprWriter(Budget budget, Text.Builder to) {
    this.budget = budget;
    this.to = to;
  }

  void write(Object value) {
    budget.step(1);
    budget.enter();
    if (value instanceof Text text) {
      quote(text);
    } else if (value instanceof Boolean flag) {
      to.append(flag ? "True" : "False");
    } else if (value instanceof Double number) {
      to.append(Python.number(number));
    } else if (value instanceof Long || value instanceof Range) {
      to.append(value.toString());
    } else if (value == None.NONE) {
      to.append("None");
    } else if (value instanceof Undefined) {
      to.append("Undefined");
    } else if (value instanceof Tuple tuple) {
      items("(", tuple, tuple.size() == 1 ? ",)" : ")");
    } else if (value instanceof List<?> list) {
      items("[", list, "]");
    } else if (value instanceof View view) {
      items(view.name() + "([", view.items(), "])");
    } else if (value instanceof Map<?, ?> map) {
      String before = "{";
      for (Map.Entry<?, ?> entry : map.entrySet()) {
        to.append(before);
        write(entry.getKey());
        to.append(": ");
        write(entry.getValue());
        before = ", ";
      }
      to.append(map.isEmpty() ? "{}" : "}");
    } else {
      throw new TemplateError("a value of type " + Values.type(value) + " cannot be written");
    }
    budget.leave();
  }

  private void items(String begin, Iterable<?> items, String end) {
    to.append(begin);
    String before = "";
    for (Object item : items) {
      to.append(before);
      write(item);
      before = ", ";
    }
    to.append(end);
  }

  private void quote(Text text) {
    String string = text.string();
    String quote = string.contains("'") && !string.contains("\"") ? "\"" : "'";
    to.append(quote);
    int plain = 0;
    for (int at = 0; at < string.length(); ) {
      int point = string.codePointAt(at);
      int next = at + Character.charCount(point);
      String escaped = escaped(point, quote);
      if (escaped != null) {
        to.append(text, plain, at).append(text.changed(escaped));
        plain = next;
      }
      at = next;
    }
    to.append(text, plain, string.length()).append(quote);
  }

  private static String escaped(int point, String quote) {
    return switch (point) {
      case '\\' -> "\\\\";
      case '\n' -> "\\n";
      case '\r' -> "\\r";
      case '\t' -> "\\t";
      default -> {
        if (point == quote.charAt(0)) {
          yield "\\" + quote;
        }
        if (Python.isPrintable(point)) {
          yield null;
        }
        yield String.format(
            point < 0x100 ? "\\x%02x" : point < 0x10000 ? "\\u%04x" : "\\U%08x", point);
      }
    };
  }
}
