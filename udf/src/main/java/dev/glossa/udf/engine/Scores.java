package dev.glossa.udf.engine;

/** A model that scores the tokens of a text. */
public interface Scores {

  /**
   * How unexpected each token is.
   *
   * @return [rows][tokens − 1] surprisal in nats, −log p, of every token but the first, given those
   *     before it
   */
  float[][] score(Batch batch);

  /**
   * What the model expects after each sequence.
   *
   * @return [rows][vocabulary] logits of the token that would come next
   */
  float[][] expected(Batch batch);
}
