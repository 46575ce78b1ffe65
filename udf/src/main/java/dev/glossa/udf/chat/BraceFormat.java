package dev.glossa.udf.chat;

/** Python's {@code str.format}, with fields by number or name and without format specifications. */
final class BraceFormat {
  private final Values values;
  private int used;

  BraceFormat(Values values) {
    this.values = values;
  }

  Text format(Text pattern, Arguments given) {
    Text.Builder to = new Text.Builder(values.budget());
    String string = pattern.string();
    int plain = 0;
    for (int at = 0; at < string.length(); at++) {
      char sign = string.charAt(at);
      if (sign != '{' && sign != '}') {
        continue;
      }
      to.append(pattern, plain, at);
      if (at + 1 < string.length() && string.charAt(at + 1) == sign) {
        to.append(pattern, at, at + 1);
        at++;
      } else {
        int close = sign == '{' ? string.indexOf('}', at) : -1;
        if (close < 0) {
          throw new TemplateError("a format has a single brace");
        }
        to.append(values.str(field(string.substring(at + 1, close), given)));
        at = close;
      }
      plain = at + 1;
    }
    return to.append(pattern, plain, string.length()).build();
  }

  private Object field(String name, Arguments given) {
    Object value;
    if (name.isEmpty() || name.matches("\\d{1,4}")) {
      int place = name.isEmpty() ? used++ : Integer.parseInt(name);
      value = place < given.positional().size() ? given.positional().get(place) : null;
    } else if (name.matches("\\w+")) {
      value = given.named().get(name);
    } else {
      throw new TemplateError("format() takes fields by number or name, and nothing more");
    }
    if (value == null) {
      throw new TemplateError("a format has a field that is not given");
    }
    return value;
  }
}
