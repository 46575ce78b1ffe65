package dev.glossa.udf.task;

/**
 * What settings allow a model to keep in its caches of keys and values while it writes.
 *
 * @param model its name in the configuration
 * @param longest tokens of a text that it reads at most
 * @param texts that grow at a time for each of them, such as beams
 * @param newTokens of each of these at most
 * @param kept tokens of beginnings that stay with the model after a batch
 */
public record CacheUse(String model, int longest, int texts, int newTokens, int kept) {}
