package dev.glossa.udf.decode;

import java.util.Arrays;

/** Entries of the score matrix while they are collected. */
final class EntryList {

  private int[] rows = new int[16];
  private int[] tokens = new int[16];
  private int size;

  void add(int row, int token) {
    if (size == rows.length) {
      rows = Arrays.copyOf(rows, 2 * size);
      tokens = Arrays.copyOf(tokens, 2 * size);
    }
    rows[size] = row;
    tokens[size++] = token;
  }

  Step.Entries entries() {
    return size == 0
        ? Step.Entries.NONE
        : new Step.Entries(Arrays.copyOf(rows, size), Arrays.copyOf(tokens, size));
  }
}
