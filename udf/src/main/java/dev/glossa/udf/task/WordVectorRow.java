package dev.glossa.udf.task;

/**
 * A word in a model's own input embedding, the mean over its tokens.
 *
 * @param model name of the checkpoint
 * @param word as the configuration gives it
 * @param ids its tokens, without special tokens
 * @param vector [width]
 */
public record WordVectorRow(String model, String word, int[] ids, float[] vector) {}
