package dev.glossa.udf.chat;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.regex.Pattern;

/** What stands behind {@code |}: Jinja2's {@code filters.py}, and transformers' {@code tojson}. */
final class Filters {
  private static final Pattern WORD = Pattern.compile("[\\w\\p{L}\\p{N}]+");

  private interface Filter {
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
    putLists();
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
        (value, given) -> texts.strip(values.str(value), given.text(0, "chars"), true, true));
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
    filters.put("min", (value, given) -> extreme(value, given, -1));
    filters.put("max", (value, given) -> extreme(value, given, 1));
  }

  private void putLists() {
    filters.put("default", Filters::orDefault);
    filters.put("d", Filters::orDefault);
    filters.put("list", (value, given) -> values.list(value));
    filters.put("first", (value, given) -> first(values.iterate(value)));
    filters.put("last", (value, given) -> first(values.iterate(reversed(value))));
    filters.put("reverse", (value, given) -> reversed(value));
    filters.put("items", (value, given) -> items(value));
    filters.put("dictsort", this::dictsort);
    filters.put("sort", this::sort);
    filters.put("unique", this::unique);
    filters.put("batch", this::batch);
    filters.put("map", this::map);
    filters.put("select", (value, given) -> select(value, given, false, true));
    filters.put("reject", (value, given) -> select(value, given, false, false));
    filters.put("selectattr", (value, given) -> select(value, given, true, true));
    filters.put("rejectattr", (value, given) -> select(value, given, true, false));
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
    for (Object line : texts.lines(whole, false)) {
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

  private Object extreme(Object value, Arguments given, int sign) {
    Comparator<Object> order = order(given.get(0, "case_sensitive"), given.get(1, "attribute"));
    Object best = null;
    for (Iterator<?> it = values.iterate(value); it.hasNext(); ) {
      Object item = it.next();
      if (best == null || sign * order.compare(item, best) > 0) {
        best = item;
      }
    }
    return best == null ? new Undefined("there is no item in an empty sequence") : best;
  }

  private static Object orDefault(Object value, Arguments given) {
    given.allow("default", "default_value", "boolean");
    Object absent = given.get(0, "default_value");
    Object falsy = given.get(1, "boolean");
    boolean lacks =
        value instanceof Undefined || falsy != null && Values.truth(falsy) && !Values.truth(value);
    return lacks ? absent == null ? Text.EMPTY : absent : value;
  }

  private static Object first(Iterator<?> iterator) {
    return iterator.hasNext()
        ? iterator.next()
        : new Undefined("there is no item in an empty sequence");
  }

  private Object reversed(Object value) {
    if (value instanceof Text) {
      return attributes.slice(value, None.NONE, None.NONE, -1L);
    }
    List<Object> reversed = values.list(value);
    Collections.reverse(reversed);
    return new Once(reversed.iterator());
  }

  private Object items(Object value) {
    if (value instanceof Undefined) {
      return new Once(List.of().iterator());
    }
    if (value instanceof Map<?, ?> map) {
      return new Once(attributes.items(map).items().iterator());
    }
    throw new TemplateError("only a mapping has items");
  }

  private Object dictsort(Object value, Arguments given) {
    if (!(value instanceof Map<?, ?> map)) {
      throw new TemplateError("only a mapping is sorted by dictsort");
    }
    Text by = given.text(1, "by");
    int side = by != null && by.string().equals("value") ? 1 : 0;
    Object reverse = given.get(2, "reverse");
    List<Object> items = values.list(attributes.items(map));
    Comparator<Object> order = order(given.get(0, "case_sensitive"), (long) side);
    items.sort(reverse != null && Values.truth(reverse) ? order.reversed() : order);
    return items;
  }

  private Object sort(Object value, Arguments given) {
    Object reverse = given.get(0, "reverse");
    Comparator<Object> order = order(given.get(1, "case_sensitive"), given.get(2, "attribute"));
    List<Object> items = values.list(value);
    items.sort(reverse != null && Values.truth(reverse) ? order.reversed() : order);
    return items;
  }

  private Comparator<Object> order(Object sensitive, Object attribute) {
    Function<Object, Object> key = key(sensitive, attribute);
    return (one, other) -> (int) Math.signum(values.compare(key.apply(one), key.apply(other)));
  }

  private Function<Object, Object> key(Object sensitive, Object attribute) {
    boolean exact = sensitive != null && Values.truth(sensitive);
    boolean named = attribute != null && attribute != None.NONE;
    return item -> {
      Object part = named ? attributes.path(item, attribute, null) : item;
      if (!(part instanceof Text text) || exact) {
        return part;
      }
      // Each comparison writes it anew, which takes longer than to read it.
      budget.search(text.length(), 8);
      return Text.of(text.string().toLowerCase(Locale.ROOT));
    };
  }

  private Object unique(Object value, Arguments given) {
    Function<Object, Object> key = key(given.get(0, "case_sensitive"), given.get(1, "attribute"));
    List<Object> seen = new ArrayList<>();
    List<Object> items = new ArrayList<>();
    for (Object item : values.list(value)) {
      Object own = key.apply(item);
      if (!values.contains(seen, own)) {
        seen.add(own);
        items.add(item);
      }
    }
    return new Once(items.iterator());
  }

  private Object batch(Object value, Arguments given) {
    long size = Values.integer(given.require(0, "linecount"));
    Object fill = given.get(1, "fill_with");
    List<Object> batches = new ArrayList<>();
    List<Object> batch = new ArrayList<>();
    for (Object item : values.list(value)) {
      if (batch.size() == size) {
        batches.add(batch);
        batch = new ArrayList<>();
      }
      batch.add(item);
    }
    while (!batch.isEmpty() && fill != null && fill != None.NONE && batch.size() < size) {
      budget.elements(1);
      batch.add(fill);
    }
    if (!batch.isEmpty()) {
      batches.add(batch);
    }
    return new Once(batches.iterator());
  }

  private Object map(Object value, Arguments given) {
    Object attribute = given.positional().isEmpty() ? given.named().get("attribute") : null;
    Object absent = given.named().get("default");
    Iterator<?> items = values.iterate(value);
    if (attribute != null) {
      return mapped(items, item -> attributes.path(item, attribute, absent));
    }
    String name = string(given.require(0, "filter"));
    Arguments rest = given.without(1);
    return mapped(items, item -> apply(name, item, rest));
  }

  private Once mapped(Iterator<?> items, Function<Object, Object> change) {
    return new Once(
        new Iterator<Object>() {
          @Override
          public boolean hasNext() {
            return items.hasNext();
          }

          @Override
          public Object next() {
            budget.step(1);
            return change.apply(items.next());
          }
        });
  }

  private Object select(Object value, Arguments given, boolean byAttribute, boolean wanted) {
    int used = byAttribute ? 1 : 0;
    Object attribute = byAttribute ? given.require(0, "attribute") : null;
    String name = given.get(used, "test") == null ? "" : string(given.get(used, "test"));
    Arguments rest = given.without(used + 1);
    List<Object> selected = new ArrayList<>();
    for (Iterator<?> it = values.iterate(value); it.hasNext(); ) {
      budget.step(1);
      Object item = it.next();
      Object part = byAttribute ? attributes.path(item, attribute, null) : item;
      boolean holds = name.isEmpty() ? Values.truth(part) : tests.test(name, part, rest);
      if (holds == wanted) {
        selected.add(item);
      }
    }
    return new Once(selected.iterator());
  }
}
