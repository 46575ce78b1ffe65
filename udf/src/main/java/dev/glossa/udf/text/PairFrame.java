package dev.glossa.udf.text;

import java.util.Arrays;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Special tokens that stand round two texts, and the types that the model is told.
 *
 * @param before ids before the first text
 * @param between ids between the texts
 * @param after ids behind the second text
 * @param types of the three's tokens, one after the other
 * @param firstType of the first text's tokens
 * @param secondType of the second text's tokens
 */
record PairFrame(
    int[] before, int[] between, int[] after, int[] types, int firstType, int secondType) {

  /**
   * Learns from an encoded pair what a template puts round it.
   *
   * @param ids of all tokens
   * @param sequences for each token the number of its text, -1 for a special token
   * @param types for each token what the model is told
   */
  static PairFrame of(int[] ids, int[] sequences, int[] types) {
    int[] first = range(sequences, 0);
    int[] second = range(sequences, 1);
    int[] own = IntStream.range(0, ids.length).filter(i -> sequences[i] < 0).toArray();
    return new PairFrame(
        Arrays.copyOf(ids, first[0]),
        Arrays.copyOfRange(ids, first[1], second[0]),
        Arrays.copyOfRange(ids, second[1], ids.length),
        Arrays.stream(own).map(i -> types[i]).toArray(),
        types[first[0]],
        types[second[0]]);
  }

  /** The same for a model that is not told the types. */
  PairFrame untyped() {
    return new PairFrame(before, between, after, new int[types.length], 0, 0);
  }

  private static int[] range(int[] sequences, int number) {
    int begin = 0;
    while (sequences[begin] != number) {
      begin++;
    }
    int end = begin;
    while (end < sequences.length && sequences[end] == number) {
      end++;
    }
    return new int[] {begin, end};
  }

  int size() {
    return before.length + between.length + after.length;
  }

  TokenPair round(int[] first, int[] second) {
    int[] ids =
        Stream.of(before, first, between, second, after).flatMapToInt(Arrays::stream).toArray();
    int[] all = new int[ids.length];
    int behindFirst = before.length + first.length;
    int behindBetween = behindFirst + between.length;
    int behindSecond = behindBetween + second.length;
    System.arraycopy(types, 0, all, 0, before.length);
    Arrays.fill(all, before.length, behindFirst, firstType);
    System.arraycopy(types, before.length, all, behindFirst, between.length);
    Arrays.fill(all, behindBetween, behindSecond, secondType);
    System.arraycopy(types, before.length + between.length, all, behindSecond, after.length);
    return new TokenPair(ids, all);
  }
}
