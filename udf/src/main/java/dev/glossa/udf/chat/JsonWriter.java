package dev.glossa.udf.chat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** {@code tojson} as transformers has it: {@code json.dumps} without escapes beyond ASCII. */
final class JsonWriter {
  private final Values values;
  private final Text.Builder to;
  private final boolean ascii;
  private final Text indent;
  private final Text between;
  private final Text colon;
  private final boolean sorted;
  private int level;

  JsonWriter(Values values, Arguments given) {
    given.allow("tojson", "ensure_ascii", "indent", "separators", "sort_keys");
    this.values = values;
    this.to = new Text.Builder(values.budget());
    this.ascii = isTrue(given.get(0, "ensure_ascii"));
    Object margin = given.get(1, "indent");
    this.indent =
        margin == null || margin == None.NONE
            ? null
            : margin instanceof Text text
                ? text
                : new Arithmetic(values).repeat(Text.of(" "), Values.integer(margin));
    Object separators = given.get(2, "separators");
    if (separators == null || separators == None.NONE) {
      this.between = Text.of(indent == null ? ", " : ",");
      this.colon = Text.of(": ");
    } else {
      List<Object> both = values.list(separators);
      if (both.size() != 2) {
        throw new TemplateError("tojson() has two separators");
      }
      this.between = values.str(both.get(0));
      this.colon = values.str(both.get(1));
    }
    this.sorted = isTrue(given.get(3, "sort_keys"));
  }

  private static boolean isTrue(Object flag) {
    return flag != null && Values.truth(flag);
  }

  Text write(Object value) {
    add(value);
    return to.build();
  }

  private void add(Object value) {
    values.budget().step(1);
    values.budget().enter();
    if (value instanceof Text text) {
      quote(text);
    } else if (value instanceof Map<?, ?> map) {
      object(map);
    } else if (value instanceof List<?> list && !(value instanceof Range)) {
      array(list);
    } else if (Values.isNumber(value) || value == None.NONE) {
      to.append(scalar(value));
    } else if (value instanceof Undefined undefined && !undefined.hint().isEmpty()) {
      throw undefined.error();
    } else {
      throw new TemplateError("a value of type " + Values.type(value) + " is nothing in JSON");
    }
    values.budget().leave();
  }

  private static String scalar(Object value) {
    if (value instanceof Double number) {
      return number.isNaN()
          ? "NaN"
          : number.isInfinite() ? number > 0 ? "Infinity" : "-Infinity" : Python.number(number);
    }
    return value == None.NONE ? "null" : value.toString();
  }

  private void array(List<?> list) {
    to.append("[");
    level++;
    for (int i = 0; i < list.size(); i++) {
      separate(i == 0);
      add(list.get(i));
    }
    level--;
    end(list.isEmpty(), "]");
  }

  private void object(Map<?, ?> map) {
    List<Object> keys = new ArrayList<>(map.keySet());
    if (sorted) {
      keys.sort((one, other) -> (int) Math.signum(values.compare(one, other)));
    }
    to.append("{");
    level++;
    boolean first = true;
    for (Object key : keys) {
      separate(first);
      first = false;
      quote(key instanceof Text text ? text : Text.of(scalar(key)));
      to.append(colon);
      add(map.get(key));
    }
    level--;
    end(map.isEmpty(), "}");
  }

  private void separate(boolean first) {
    to.append(first ? Text.EMPTY : between);
    newLine();
  }

  private void end(boolean empty, String bracket) {
    if (!empty) {
      newLine();
    }
    to.append(bracket);
  }

  private void newLine() {
    if (indent != null) {
      to.append("\n");
      for (int i = 0; i < level; i++) {
        to.append(indent);
      }
    }
  }

  private void quote(Text text) {
    String string = text.string();
    to.append("\"");
    int plain = 0;
    for (int at = 0; at < string.length(); at++) {
      String escaped = escaped(string.charAt(at));
      if (escaped != null) {
        to.append(text, plain, at).append(text.changed(escaped));
        plain = at + 1;
      }
    }
    to.append(text, plain, string.length()).append("\"");
  }

  private String escaped(char unit) {
    return switch (unit) {
      case '"' -> "\\\"";
      case '\\' -> "\\\\";
      case '\n' -> "\\n";
      case '\r' -> "\\r";
      case '\t' -> "\\t";
      case '\f' -> "\\f";
      case '\b' -> "\\b";
      default -> {
        if (unit < 0x20 || ascii && unit > 0x7e) {
          yield String.format("\\u%04x", (int) unit);
        }
        yield null;
      }
    };
  }
}
