package dev.glossa.udf.engine;

/**
 * What one attention head does with one text. Means are over the text's query positions. Distances
 * and positions are counted in tokens; in cross-attention the query's number is its place in the
 * target and the key's its place in the source.
 *
 * @param largestWeight the largest weight that any query gives to a key
 * @param entropy mean of −Σ p log p over the keys, in nats
 * @param meanDistance mean of Σ p · |query − key|
 * @param selfShare mean weight on the key of the query's own number
 * @param previousShare mean weight on the key before that; a first query has none, which counts as
 *     0
 * @param firstShare mean weight on the first key
 */
public record HeadStatistics(
    float largestWeight,
    float entropy,
    float meanDistance,
    float selfShare,
    float previousShare,
    float firstShare) {

  /** How many numbers there are. */
  static final int SIZE = 6;
}
