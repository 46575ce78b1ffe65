package dev.glossa.udf.task;

/**
 * How surprising each token of a chunk is, given the tokens before it in the chunk.
 *
 * @param model name of the checkpoint
 * @param chunk number within the document, from 0
 * @param begin first UTF-16 unit of the chunk
 * @param end UTF-16 unit after its last
 * @param ids token ids
 * @param tokens the tokens as the vocabulary writes them, as many as {@code ids}
 * @param begins first UTF-16 unit of each token in the document
 * @param ends UTF-16 unit after each token
 * @param surprisals minus the log-probability of each token in nats; null where nothing precedes it
 */
public record SurprisalRow(
    String model,
    int chunk,
    int begin,
    int end,
    int[] ids,
    String[] tokens,
    int[] begins,
    int[] ends,
    Float[] surprisals) {}
