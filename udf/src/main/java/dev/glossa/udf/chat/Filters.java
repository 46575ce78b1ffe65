package dev.glossa.udf.chat;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Iterator;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.regex.Pattern;

/** What stands behind {@code |}: Jinja2's {@code filters.py}, and transformers' {@code tojson}. */
final class Filters {
  private static final Pattern WORD = Pattern.compile("[\\w\\p{L}\\p{N}]+");

  /** One of them. */
  interface Filter {
    Object apply(Object value, Arguments arguments);
  }

  private final Values values;
  private final Budget budget;
  private final TextMethods texts;
  private final Attributes attributes;
  private final Map<String, Filter> filters = new TreeMap<>();
  private final Tests tests;

  Filters(Values values, TextMethods texts, Attributes attributes) {
    this.values = values;
    this.budget = values.budget();
    this.texts = texts;
    this.attributes = attributes;
    this.tests = new Tests(values, this);
    putTexts();
    putNumbers();
    new ListFilters(values, attributes, this).put(filters);
  }

  Tests tests() {
    return tests;
  }

  boolean has(String name) {
    return filters.containsKey(name);
  }

  Object apply(String name, Object value, Arguments arguments) {
    Filter filter = filters.get(name);
    if (filter == null) {
      throw new TemplateError("there is no filter named '" + name + "'");
    }
    return filter.apply(value, arguments);
  }

  static String string(Object value) {
    if (value instanceof Text text) {
      return text.string();
    }
    throw new TemplateError("a name is expected and not a value of type " + Values.type(value));
  }

  private void putTexts() {
    filters.put("string", (value, given) -> values.str(value));
    filters.put("safe", (value, given) -> values.str(value));
    filters.put("upper", (value, given) -> changed(value, text -> text.toUpperCase(Locale.ROOT)));
    filters.put("lower", (value, given) -> changed(value, text -> text.toLowerCase(Locale.ROOT)));
    filters.put("capitalize", (value, given) -> texts.capitalize(values.str(value)));
    filters.put("title", (value, given) -> changed(value, Filters::title));
    filters.put(
        "trim",
        (value, given) ->
            texts.splits().strip(values.str(value), given.text(0, "chars"), true, true));
    filters.put(
        "replace",
        (value, given) ->
            texts.replace(
                values.str(value),
                values.str(given.require(0, "old")),
                values.str(given.require(1, "new")),
                given.integer(2, "count", -1)));
    filters.put("indent", this::indent);
    filters.put(
        "center",
        (value, given) ->
            texts.pad(values.str(value), given.integer(0, "width", 80), Text.of(" "), 0.5));
    filters.put("format", this::format);
    filters.put(
        "wordcount", (value, given) -> WORD.matcher(values.str(value).string()).results().count());
    filters.put("tojson", (value, given) -> new JsonWriter(values, given).write(value));
    filters.put("escape", (value, given) -> escape(values.str(value)));
    filters.put("forceescape", filters.get("escape"));
    filters.put("e", filters.get("escape"));
    filters.put("join", this::join);
  }

  private void putNumbers() {
    filters.put("abs", (value, given) -> abs(value));
    filters.put("round", this::round);
    filters.put("int", this::integer);
    filters.put("float", this::real);
    filters.put("length", (value, given) -> Values.length(value));
    filters.put("count", filters.get("length"));
    filters.put("sum", this::sum);
  }

  private Text changed(Object value, Function<String, String> change) {
    Text text = values.str(value);
    return text.changed(change.apply(text.string()));
  }

  /** Words begin at the text's beginning and behind white space, hyphens and opening brackets. */
  private static String title(String text) {
    StringBuilder title = new StringBuilder();
    boolean begins = true;
    for (int point : text.codePoints().toArray()) {
      String own = Character.toString(point);
      title.append(begins ? own.toUpperCase(Locale.ROOT) : own.toLowerCase(Locale.ROOT));
      begins = Python.isSpace(point) || "-({[<".indexOf(point) >= 0;
    }
    return title.toString();
  }

  private Text indent(Object value, Arguments given) {
    Object width = given.get(0, "width") == null ? (Object) 4L : given.get(0, "width");
    boolean first = given.get(1, "first") != null && Values.truth(given.get(1, "first"));
    boolean blank = given.get(2, "blank") != null && Values.truth(given.get(2, "blank"));
    Text margin =
        width instanceof Text text
            ? text
            : new Arithmetic(values).repeat(Text.of(" "), Values.integer(width));
    Text whole = new Text.Builder(budget).append(values.str(value)).append("\n").build();
    Text.Builder to = new Text.Builder(budget).append(first ? margin : Text.EMPTY);
    boolean begins = true;
    for (Object line : texts.splits().lines(whole, false)) {
      boolean indents = !begins && (blank || !((Text) line).isEmpty());
      to.append(begins ? "" : "\n").append(indents ? margin : Text.EMPTY).append((Text) line);
      begins = false;
    }
    return to.build();
  }

  private Text format(Object value, Arguments given) {
    Object arguments =
        given.named().isEmpty() ? new Tuple(given.positional()) : attributes.dict(given);
    return new PercentFormat(values).format(values.str(value), arguments);
  }

  private Text escape(Text text) {
    Text escaped = text;
    for (String[] pair :
        new String[][] {
          {"&", "&amp;"}, {">", "&gt;"}, {"<", "&lt;"}, {"'", "&#39;"}, {"\"", "&#34;"}
        }) {
      escaped = texts.replace(escaped, Text.of(pair[0]), Text.of(pair[1]), -1);
    }
    return escaped;
  }

  private Text join(Object value, Arguments given) {
    Object between = given.get(0, "d");
    Object attribute = given.get(1, "attribute");
    Object parts = value;
    if (attribute != null) {
      parts = values.list(value).stream().map(it -> attributes.path(it, attribute, null)).toList();
    }
    return texts.join(between == null ? Text.EMPTY : values.str(between), parts, false);
  }

  private static Object abs(Object value) {
    return value instanceof Double number
        ? (Object) Math.abs(number)
        : (Object) Math.absExact(Values.integer(value));
  }

  private Object round(Object value, Arguments given) {
    long precision = given.integer(0, "precision", 0);
    Text method = given.text(1, "method");
    String way = method == null ? "common" : method.string();
    RoundingMode mode =
        switch (way) {
          case "common" -> RoundingMode.HALF_EVEN;
          case "ceil" -> RoundingMode.CEILING;
          case "floor" -> RoundingMode.FLOOR;
          default -> throw new TemplateError("round() is common, ceil or floor");
        };
    if (value instanceof Long && way.equals("common") && precision >= 0) {
      return value;
    }
    if (Math.abs(precision) > 300) {
      throw new TemplateError("round() to more than 300 digits");
    }
    double number = Values.real(value);
    if (Double.isNaN(number) || Double.isInfinite(number)) {
      return number;
    }
    double rounded = new BigDecimal(number).setScale((int) precision, mode).doubleValue();
    return value instanceof Long && way.equals("common")
        ? (Object) (long) rounded
        : (Object) rounded;
  }

  private Object integer(Object value, Arguments given) {
    Object absent = given.get(0, "default") == null ? (Object) 0L : given.get(0, "default");
    long base = given.integer(1, "base", 10);
    if (value instanceof Text text && (base < 2 || base > 36)) {
      return absent;
    } else if (value instanceof Text text) {
      String digits = text.string().strip().replaceAll("(?<=\\d)_(?=\\d)", "");
      if (base == 16) {
        digits = digits.replaceFirst("^([+-]?)0[xX]", "$1");
      }
      try {
        return Long.parseLong(digits, (int) base);
      } catch (NumberFormatException e) {
        Object real = real(value, Arguments.of(None.NONE));
        return real instanceof Double number && !number.isInfinite() && !number.isNaN()
            ? (Object) (long) number.doubleValue()
            : absent;
      }
    }
    return !Values.isNumber(value)
        ? absent
        : value instanceof Double number
            ? (Object) (long) number.doubleValue()
            : (Object) Values.integer(value);
  }

  private Object real(Object value, Arguments given) {
    Object absent = given.get(0, "default") == null ? (Object) 0.0 : given.get(0, "default");
    if (Values.isNumber(value)) {
      return Values.real(value);
    }
    boolean number =
        value instanceof Text text
            && text.length() < 400
            && text.string().strip().matches("[+-]?(\\d+\\.?\\d*|\\.\\d+)([eE][+-]?\\d+)?");
    return number ? (Object) Double.valueOf(((Text) value).string().strip()) : absent;
  }

  private Object sum(Object value, Arguments given) {
    Object attribute = given.get(0, "attribute");
    Object sum = given.get(1, "start") == null ? (Object) 0L : given.get(1, "start");
    Arithmetic arithmetic = new Arithmetic(values);
    for (Iterator<?> it = values.iterate(value); it.hasNext(); ) {
      Object item = it.next();
      boolean named = attribute != null && attribute != None.NONE;
      sum = arithmetic.apply("+", sum, named ? attributes.path(item, attribute, null) : item);
    }
    return sum;
  }
}
