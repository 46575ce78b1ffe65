package dev.glossa.udf.batch;

/**
 * The shape of a batch.
 *
 * @param rows sequences, spare ones included
 * @param length padded tokens of each
 */
public record Shape(int rows, int length) {}
