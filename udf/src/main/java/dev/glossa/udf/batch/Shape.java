package dev.glossa.udf.batch;

/**
 * What items must have in common to share a batch.
 *
 * @param group what computes the batch and how, beyond its size: a model's name, a strategy
 * @param rows sequences, spare ones included
 * @param length padded tokens of each
 */
public record Shape(String group, int rows, int length) {}
