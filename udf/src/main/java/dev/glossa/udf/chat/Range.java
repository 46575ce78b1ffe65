package dev.glossa.udf.chat;

import java.util.AbstractList;
import java.util.RandomAccess;

/** Python's {@code range}. */
final class Range extends AbstractList<Object> implements RandomAccess {
  /** The most numbers that Jinja2's sandbox allows in one. */
  private static final int LARGEST = 100_000;

  private final long start;
  private final long stop;
  private final long step;
  private final int size;

  Range(long start, long stop, long step) {
    if (step == 0) {
      throw new TemplateError("range() with a step of 0");
    }
    double count = Math.ceil(((double) stop - start) / step);
    if (count > LARGEST) {
      throw new TemplateError("range() of more than " + LARGEST + " numbers");
    }
    this.start = start;
    this.stop = stop;
    this.step = step;
    this.size = (int) Math.max(0, count);
  }

  @Override
  public Object get(int index) {
    return start + index * step;
  }

  @Override
  public int size() {
    return size;
  }

  @Override
  public String toString() {
    return "range(" + start + ", " + stop + (step == 1 ? "" : ", " + step) + ")";
  }
}
