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

  /**
   * A model has been given a batch to read; of {@code tokenize}, a tokenizer a document.
   *
   * @param model its name in the configuration
   * @param tokens of documents
   * @param paddedTokens of the batch's shape
   */
  default void read(String model, long tokens, long paddedTokens) {
    batch(tokens, paddedTokens);
  }

  /** A model has written the texts of a batch. */
  default void wrote(String model, Writing writing) {
    batch(writing.tokens(), writing.paddedTokens());
  }

  /**
   * A text is longer than a model reads at once.
   *
   * @param text a document's, or one that a model has written
   */
  default void divided(String model, String text) {}

  /**
   * What was written for a batch.
   *
   * @param tokens of the texts that count
   * @param mostTokens that these could have had
   * @param paddedTokens of as many texts as long as the longest of them
   * @param places of the caches of keys and values in which it was done
   */
  record Writing(long tokens, long mostTokens, long paddedTokens, long places) {}
}
