package dev.glossa.udf.chat;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.function.BiFunction;

/** The variable {@code loop}. It looks ahead only where it is asked to. */
final class Loop implements Callable {
  private final Values values;
  private final int depth;
  private final BiFunction<Object, Integer, Object> again;
  private Iterator<?> iterator;
  private long index = -1;
  private Object previous;
  private Object current;
  private Object following;
  private long length = -1;
  private Object changed;

  /**
   * Begins a loop.
   *
   * @param again runs the loop inside itself, for values and a depth; null where it must not
   */
  Loop(Values values, Iterator<?> iterator, int depth, BiFunction<Object, Integer, Object> again) {
    this.values = values;
    this.iterator = iterator;
    this.depth = depth;
    this.again = again;
  }

  boolean hasNext() {
    return following != null || iterator.hasNext();
  }

  Object next() {
    previous = current;
    current = following != null ? following : iterator.next();
    following = null;
    index++;
    return current;
  }

  private Object peek() {
    if (following == null && iterator.hasNext()) {
      following = iterator.next();
    }
    return following;
  }

  private long length() {
    if (length < 0) {
      List<Object> rest = new ArrayList<>();
      while (iterator.hasNext()) {
        values.budget().elements(1);
        rest.add(iterator.next());
      }
      iterator = rest.iterator();
      length = index + 1 + (following == null ? 0 : 1) + rest.size();
    }
    return length;
  }

  /** An attribute, or null. */
  Object get(String name) {
    return switch (name) {
      case "index" -> index + 1;
      case "index0" -> index;
      case "revindex" -> length() - index;
      case "revindex0" -> length() - index - 1;
      case "first" -> index == 0;
      case "last" -> peek() == null;
      case "length" -> length();
      case "depth" -> (long) depth + 1;
      case "depth0" -> (long) depth;
      case "previtem" -> previous == null ? new Undefined("there is no previous item") : previous;
      case "nextitem" -> peek() == null ? new Undefined("there is no next item") : peek();
      case "cycle" -> (Callable) this::cycle;
      case "changed" -> (Callable) this::changed;
      default -> null;
    };
  }

  private Object cycle(Arguments given) {
    if (given.positional().isEmpty()) {
      throw new TemplateError("loop.cycle() takes what it goes through");
    }
    return given.positional().get((int) (index % given.positional().size()));
  }

  private Object changed(Arguments given) {
    Tuple now = new Tuple(given.positional());
    boolean differs = changed == null || !values.equal(changed, now);
    changed = now;
    return differs;
  }

  @Override
  public Object call(Arguments given) {
    if (again == null) {
      throw new TemplateError("a loop is called that is not recursive");
    }
    return again.apply(given.require(0, "iterable"), depth + 1);
  }
}
