package dev.glossa.udf.engine;

/**
 * Statistics of every attention head of one part of a model for each row of a batch.
 *
 * @param rows rows of the batch
 * @param layers layers of the part
 * @param heads heads of a layer
 * @param values [rows × layers × heads × 6], row-major, in the order of {@link HeadStatistics}
 */
public record AttentionStatistics(int rows, int layers, int heads, float[] values) {

  /** The statistics of one head for one row. */
  public HeadStatistics of(int row, int layer, int head) {
    int at = ((row * layers + layer) * heads + head) * HeadStatistics.SIZE;
    return new HeadStatistics(
        values[at], values[at + 1], values[at + 2], values[at + 3], values[at + 4], values[at + 5]);
  }
}
