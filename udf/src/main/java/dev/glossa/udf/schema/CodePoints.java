package dev.glossa.udf.schema;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** A set of Unicode scalar values: code points but for surrogates. */
final class CodePoints {

  private static final int FIRST_SURROGATE = 0xD800;
  private static final int LAST_SURROGATE = 0xDFFF;

  static final CodePoints ALL = of(0, Character.MAX_CODE_POINT);

  /** Ranges [least, most] in order, which neither touch nor overlap. */
  private final List<int[]> ranges;

  /** Takes a range, both ends included. */
  interface Ranges {
    void range(int least, int most);
  }

  private CodePoints(List<int[]> ranges) {
    List<int[]> sorted = new ArrayList<>(ranges);
    sorted.sort(Comparator.comparingInt((int[] range) -> range[0]));
    List<int[]> joined = new ArrayList<>();
    for (int[] range : sorted) {
      int[] last = joined.isEmpty() ? null : joined.get(joined.size() - 1);
      if (last != null && range[0] <= last[1] + 1) {
        last[1] = Math.max(last[1], range[1]);
      } else {
        joined.add(range.clone());
      }
    }
    this.ranges = joined;
  }

  /** A range, both ends included, without the surrogates in it. */
  static CodePoints of(int least, int most) {
    List<int[]> ranges = new ArrayList<>();
    add(ranges, least, Math.min(most, FIRST_SURROGATE - 1));
    add(ranges, Math.max(least, LAST_SURROGATE + 1), most);
    return new CodePoints(ranges);
  }

  /** The code points of a text. */
  static CodePoints of(String text) {
    return new CodePoints(text.codePoints().mapToObj(point -> new int[] {point, point}).toList());
  }

  private static void add(List<int[]> ranges, int least, int most) {
    if (least <= most) {
      ranges.add(new int[] {least, most});
    }
  }

  CodePoints or(CodePoints other) {
    List<int[]> both = new ArrayList<>(ranges);
    both.addAll(other.ranges);
    return new CodePoints(both);
  }

  CodePoints not() {
    List<int[]> others = new ArrayList<>();
    int begin = 0;
    for (int[] range :
        or(new CodePoints(List.of(new int[] {FIRST_SURROGATE, LAST_SURROGATE}))).ranges) {
      add(others, begin, range[0] - 1);
      begin = range[1] + 1;
    }
    add(others, begin, Character.MAX_CODE_POINT);
    return new CodePoints(others);
  }

  CodePoints and(CodePoints other) {
    return not().or(other.not()).not();
  }

  /** The only code point, or -1 where there is not one alone. */
  int single() {
    boolean one = ranges.size() == 1 && ranges.get(0)[0] == ranges.get(0)[1];
    return one ? ranges.get(0)[0] : -1;
  }

  boolean isEmpty() {
    return ranges.isEmpty();
  }

  void forEach(Ranges action) {
    ranges.forEach(range -> action.range(range[0], range[1]));
  }
}
