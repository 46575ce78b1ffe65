package dev.glossa.udf.task;

/**
 * All attention weights of one head over one chunk.
 *
 * @param model name of the checkpoint
 * @param chunk number within the document, from 0
 * @param part {@code encoder}, {@code decoder} or {@code cross}
 * @param layer from 0
 * @param head from 0
 * @param queries the tokens that attend
 * @param keys the tokens attended to
 * @param weights [queries × keys], row by row, each row summing to 1
 */
public record AttentionMatrixRow(
    String model,
    int chunk,
    String part,
    int layer,
    int head,
    String[] queries,
    String[] keys,
    float[] weights) {}
