package dev.glossa.udf.decode;

/**
 * A language model in the middle of writing: what a search asks of it, and all that it knows of it.
 *
 * <p>Rows are numbered {@code document * beams + beam}, and a row's number never changes. Its bits
 * do not depend on which other documents are still unfinished.
 */
public interface StepModel extends AutoCloseable {

  /** Rows: documents × beams. */
  int rows();

  /** Tokens in the model's vocabulary. */
  int vocabulary();

  /**
   * Appends one token to every row and scores what may follow.
   *
   * @throws IllegalStateException when more steps are asked for than room was made for
   */
  Candidates step(Step step);

  /**
   * Appends one token to every row and says how probable it is that a given one follows.
   *
   * @param tokens [rows] to append, or null at the first step of a causal model
   * @param wanted [rows] what might follow each of them
   * @return [rows] log-probabilities of these, in nats
   * @throws IllegalStateException as {@link #step}
   */
  float[] logProbabilities(int[] tokens, int[] wanted);

  /**
   * Says that nothing more is asked of a document: what its rows score from now on means nothing.
   * So a model may leave them out where that changes no bit of the others.
   */
  void release(int document);

  /** Frees the caches. */
  @Override
  void close();
}
