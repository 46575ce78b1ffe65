package dev.glossa.udf.chat;

import java.util.BitSet;

/**
 * A string of a template that remembers which of its characters came from the messages. Two are
 * equal when their characters are, wherever these came from.
 */
final class Text implements Comparable<Text> {
  static final Text EMPTY = new Text("", null);

  private final String string;

  /** UTF-16 units that came from messages; null for none. */
  private final BitSet foreign;

  private Text(String string, BitSet foreign) {
    this.string = string;
    this.foreign = foreign;
  }

  /** What the template or the configuration wrote. */
  static Text of(String string) {
    return new Text(string, null);
  }

  /** What a message says. */
  static Text foreign(String string) {
    BitSet all = new BitSet(string.length());
    all.set(0, string.length());
    return new Text(string, string.isEmpty() ? null : all);
  }

  String string() {
    return string;
  }

  /** UTF-16 units. */
  int length() {
    return string.length();
  }

  boolean isEmpty() {
    return string.isEmpty();
  }

  /** Code points, which is what a template counts in. */
  int points() {
    return string.codePointCount(0, string.length());
  }

  /** The unit at which a code point begins. */
  int unit(int point) {
    return string.offsetByCodePoints(0, point);
  }

  /** Whether no character of a range came from messages. */
  boolean isOwn(int from, int to) {
    if (foreign == null) {
      return true;
    }
    int first = foreign.nextSetBit(from);
    return first < 0 || first >= to;
  }

  boolean isOwn() {
    return foreign == null;
  }

  Text slice(int from, int to) {
    if (from == 0 && to == string.length()) {
      return this;
    }
    boolean own = isOwn(from, to);
    return new Text(string.substring(from, to), own ? null : foreign.get(from, to));
  }

  /**
   * Another string that was made of this one in a way that does not say which character became
   * which: it came from the messages if any part of this one did.
   */
  Text changed(String other) {
    return isOwn() ? of(other) : foreign(other);
  }

  /** Code points in their order, which differs from that of UTF-16 units. */
  @Override
  public int compareTo(Text other) {
    int common = Math.min(length(), other.length());
    for (int i = 0; i < common; i++) {
      if (string.charAt(i) != other.string.charAt(i)) {
        return Integer.compare(point(string, i), point(other.string, i));
      }
    }
    return Integer.compare(length(), other.length());
  }

  private static int point(String string, int at) {
    boolean second =
        at > 0
            && Character.isLowSurrogate(string.charAt(at))
            && Character.isHighSurrogate(string.charAt(at - 1));
    return string.codePointAt(second ? at - 1 : at);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Text text && text.string.equals(string);
  }

  @Override
  public int hashCode() {
    return string.hashCode();
  }

  @Override
  public String toString() {
    return string;
  }

  /** Joins texts; it never grows beyond what the budget allows. */
  static final class Builder {
    private final Budget budget;
    private final StringBuilder string = new StringBuilder();
    private final BitSet foreign = new BitSet();

    Builder(Budget budget) {
      this.budget = budget;
    }

    Builder append(Text text) {
      return append(text, 0, text.length());
    }

    Builder append(Text text, int from, int to) {
      int at = string.length();
      budget.requireLength((long) at + to - from);
      string.append(text.string, from, to);
      if (text.foreign != null) {
        for (int begin = text.foreign.nextSetBit(from); begin >= 0 && begin < to; ) {
          int end = Math.min(to, text.foreign.nextClearBit(begin));
          foreign.set(at + begin - from, at + end - from);
          begin = text.foreign.nextSetBit(end);
        }
      }
      return this;
    }

    Builder append(String own) {
      budget.requireLength((long) string.length() + own.length());
      string.append(own);
      return this;
    }

    int length() {
      return string.length();
    }

    Text build() {
      return new Text(string.toString(), foreign.isEmpty() ? null : (BitSet) foreign.clone());
    }
  }
}
