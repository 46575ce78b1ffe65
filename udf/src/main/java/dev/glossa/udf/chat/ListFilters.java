package dev.glossa.udf.chat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;

/** The filters that take lists apart, order them and choose from them. */
final class ListFilters {
  private final Values values;
  private final Budget budget;
  private final Attributes attributes;
  private final Filters filters;

  ListFilters(Values values, Attributes attributes, Filters filters) {
    this.values = values;
    this.budget = values.budget();
    this.attributes = attributes;
    this.filters = filters;
  }

  /** Adds them to the others. */
  void put(Map<String, Filters.Filter> filters) {
    filters.put("default", ListFilters::orDefault);
    filters.put("d", ListFilters::orDefault);
    filters.put("list", (value, given) -> values.list(value));
    filters.put("first", (value, given) -> first(values.iterate(value)));
    filters.put("last", (value, given) -> first(values.iterate(reversed(value))));
    filters.put("reverse", (value, given) -> reversed(value));
    filters.put("min", (value, given) -> extreme(value, given, -1));
    filters.put("max", (value, given) -> extreme(value, given, 1));
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
    String name = Filters.string(given.require(0, "filter"));
    Arguments rest = given.without(1);
    return mapped(items, item -> filters.apply(name, item, rest));
  }

  private Once mapped(Iterator<?> items, Function<Object, Object> change) {
    return new Once(
        new Iterator<Object>() {
          @Override
          public boolean hasNext() {
            // What is gone through may itself come from such an iterator, and that from another.
            budget.enter();
            boolean more = items.hasNext();
            budget.leave();
            return more;
          }

          @Override
          public Object next() {
            budget.step(1);
            budget.enter();
            Object changed = change.apply(items.next());
            budget.leave();
            return changed;
          }
        });
  }

  private Object select(Object value, Arguments given, boolean byAttribute, boolean wanted) {
    int used = byAttribute ? 1 : 0;
    Object attribute = byAttribute ? given.require(0, "attribute") : null;
    String name = given.get(used, "test") == null ? "" : Filters.string(given.get(used, "test"));
    Arguments rest = given.without(used + 1);
    List<Object> selected = new ArrayList<>();
    for (Iterator<?> it = values.iterate(value); it.hasNext(); ) {
      budget.step(1);
      Object item = it.next();
      Object part = byAttribute ? attributes.path(item, attribute, null) : item;
      boolean holds = name.isEmpty() ? Values.truth(part) : filters.tests().test(name, part, rest);
      if (holds == wanted) {
        selected.add(item);
      }
    }
    return new Once(selected.iterator());
  }
}
