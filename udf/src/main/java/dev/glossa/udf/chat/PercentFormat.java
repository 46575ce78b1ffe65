package dev.glossa.udf.chat;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;
import java.util.Map;

/** Python's {@code 'format' % values}, for the conversions {@code s r d i f x %}. */
final class PercentFormat {
  private static final int WIDEST = 1000;

  private final Values values;
  private Text format;
  private int at;
  private int used;

  PercentFormat(Values values) {
    this.values = values;
  }

  Text format(Text pattern, Object arguments) {
    format = pattern;
    Text.Builder to = new Text.Builder(values.budget());
    String string = pattern.string();
    for (int percent = string.indexOf('%'); percent >= 0; percent = string.indexOf('%', at)) {
      to.append(format, at, percent);
      at = percent + 1;
      conversion(arguments, to);
    }
    to.append(format, at, string.length());
    boolean many = arguments instanceof Tuple tuple ? used < tuple.size() : used == 0;
    if (many && !(arguments instanceof Map) && !(arguments instanceof List && used == 0)) {
      throw new TemplateError("not all arguments are used by a format");
    }
    return to.build();
  }

  private void conversion(Object arguments, Text.Builder to) {
    Object value = null;
    if (peek() == '(') {
      int close = format.string().indexOf(')', at);
      if (close < 0 || !(arguments instanceof Map<?, ?> map)) {
        throw new TemplateError("a format names a value and is given no mapping");
      }
      value = map.get(format.slice(at + 1, close));
      if (value == null) {
        throw new TemplateError("a format names a value that is not given");
      }
      used++;
      at = close + 1;
    }
    boolean left = false;
    boolean zero = false;
    boolean plus = false;
    for (; "-0+ #".indexOf(peek()) >= 0; at++) {
      left |= peek() == '-';
      zero |= peek() == '0';
      plus |= peek() == '+';
    }
    int width = number(0);
    int precision = -1;
    if (peek() == '.') {
      at++;
      precision = number(0);
    }
    char kind = peek();
    at++;
    if (kind == '%') {
      to.append("%");
      return;
    }
    Object given = value == null ? next(arguments) : value;
    Text text = converted(kind, given, precision, plus);
    int missing = width - text.points();
    boolean number = kind != 's' && kind != 'r';
    if (missing > 0 && !left && zero && number) {
      int sign = text.string().startsWith("-") || text.string().startsWith("+") ? 1 : 0;
      to.append(text, 0, sign).append("0".repeat(missing)).append(text, sign, text.length());
    } else {
      to.append(missing > 0 && !left ? " ".repeat(missing) : "").append(text);
      to.append(missing > 0 && left ? " ".repeat(missing) : "");
    }
  }

  private Text converted(char kind, Object value, int precision, boolean plus) {
    switch (kind) {
      case 's', 'r':
        Text text = kind == 's' ? values.str(value) : values.repr(value);
        return precision >= 0 && precision < text.points()
            ? text.slice(0, text.unit(precision))
            : text;
      case 'd', 'i':
        long whole =
            value instanceof Double real ? (long) real.doubleValue() : Values.integer(value);
        return Text.of((plus && whole >= 0 ? "+" : "") + whole);
      case 'x':
        return Text.of(Long.toString(Values.integer(value), 16));
      case 'f':
        double real = Values.real(value);
        if (Double.isNaN(real) || Double.isInfinite(real)) {
          return Text.of(Python.number(real));
        }
        BigDecimal rounded =
            new BigDecimal(real).setScale(precision < 0 ? 6 : precision, RoundingMode.HALF_EVEN);
        boolean negative = real < 0 || 1 / real < 0;
        return Text.of((negative ? "-" : plus ? "+" : "") + rounded.abs().toPlainString());
      default:
        throw new TemplateError("a format has an unknown conversion %" + kind);
    }
  }

  private Object next(Object arguments) {
    if (arguments instanceof Tuple tuple) {
      if (used >= tuple.size()) {
        throw new TemplateError("a format has too few arguments");
      }
      return tuple.get(used++);
    }
    if (used++ > 0) {
      throw new TemplateError("a format has too few arguments");
    }
    return arguments;
  }

  private char peek() {
    if (at >= format.length()) {
      throw new TemplateError("a format ends within a conversion");
    }
    return format.string().charAt(at);
  }

  private int number(int absent) {
    int number = absent;
    for (; peek() >= '0' && peek() <= '9'; at++) {
      number = 10 * number + peek() - '0';
      if (number > WIDEST) {
        throw new TemplateError("a format asks for more than " + WIDEST + " characters");
      }
    }
    return number;
  }
}
