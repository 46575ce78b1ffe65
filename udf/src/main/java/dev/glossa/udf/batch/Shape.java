package dev.glossa.udf.batch;

/**
 * What items must have in common to share a batch.
 *
 * @param group what computes the batch and how, beyond its size: a model's name, a strategy
 * @param rows sequences, spare ones included; 1 where it is packed
 * @param length padded tokens of each, or of all together where it is packed
 * @param packed whether sequences stand one behind another, as many as there is room for
 */
public record Shape(String group, int rows, int length, boolean packed) {

  /** A shape of rows. */
  public Shape(String group, int rows, int length) {
    this(group, rows, length, false);
  }

  /** How much it holds: rows, or places for tokens where it is packed. */
  int room() {
    return packed ? length : rows;
  }
}
