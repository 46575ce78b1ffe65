package dev.glossa.udf.chat;

import java.util.AbstractList;
import java.util.List;
import java.util.RandomAccess;

/** Python's {@code tuple}: a list that is never equal to a list. */
final class Tuple extends AbstractList<Object> implements RandomAccess {
  private final List<Object> items;

  Tuple(List<Object> items) {
    this.items = items;
  }

  static Tuple of(Object... items) {
    return new Tuple(List.of(items));
  }

  @Override
  public Object get(int index) {
    return items.get(index);
  }

  @Override
  public int size() {
    return items.size();
  }
}
