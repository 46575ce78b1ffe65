package dev.glossa.udf.text;

import java.util.Arrays;

/**
 * Special tokens that stand round two texts, and the types that the model is told.
 *
 * @param before ids before the first text
 * @param between ids between the texts
 * @param after ids behind the second text
 * @param types of the tokens of the five parts, in their order
 */
record PairFrame(int[] before, int[] between, int[] after, int[] types) {

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
    int[] own = {
      type(types, 0, first[0]),
      types[first[0]],
      type(types, first[1], second[0]),
      types[second[0]],
      type(types, second[1], ids.length)
    };
    return new PairFrame(
        Arrays.copyOf(ids, first[0]),
        Arrays.copyOfRange(ids, first[1], second[0]),
        Arrays.copyOfRange(ids, second[1], ids.length),
        own);
  }

  private static int type(int[] types, int begin, int end) {
    return begin < end ? types[begin] : 0;
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
    int[][] parts = {before, first, between, second, after};
    int[] ids = new int[size() + first.length + second.length];
    int[] all = new int[ids.length];
    int at = 0;
    for (int part = 0; part < parts.length; part++) {
      System.arraycopy(parts[part], 0, ids, at, parts[part].length);
      Arrays.fill(all, at, at + parts[part].length, types[part]);
      at += parts[part].length;
    }
    return new TokenPair(ids, all);
  }
}
