package dev.glossa.udf.task;

/**
 * How one head spreads its attention over one chunk, averaged over the chunk's positions.
 *
 * @param model name of the checkpoint
 * @param chunk number within the document, from 0
 * @param part {@code encoder}, {@code decoder} or {@code cross}
 * @param layer from 0
 * @param head from 0
 * @param tokens query positions averaged over
 * @param entropy of the weights, in nats
 * @param largestWeight largest weight of a position
 * @param meanDistance expected distance in tokens between the query and what it attends to
 * @param selfShare weight on the query's own position
 * @param previousShare weight on the position before it
 * @param firstShare weight on the first position
 */
public record AttentionRow(
    String model,
    int chunk,
    String part,
    int layer,
    int head,
    int tokens,
    float entropy,
    float largestWeight,
    float meanDistance,
    float selfShare,
    float previousShare,
    float firstShare) {}
