package dev.glossa.udf.task;

/** Is told of every batch that goes through a model. */
@FunctionalInterface
public interface Meter {
  /**
   * A batch has been computed.
   *
   * @param tokens of documents, read and written
   * @param paddedTokens tokens of the shapes in which they were computed, padding and dummies
   *     included
   */
  void batch(long tokens, long paddedTokens);
}
