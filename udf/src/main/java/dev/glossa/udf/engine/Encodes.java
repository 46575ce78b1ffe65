package dev.glossa.udf.engine;

/** A model that gives vectors of texts. */
public interface Encodes {

  /**
   * One vector for each row.
   *
   * @return [rows][hidden size]; of an encoder-decoder, the encoder's
   * @throws IllegalArgumentException when the model has no such vector, or the batch does not fit
   */
  float[][] vectors(Batch batch, Pooling pooling);

  /**
   * The model's input embedding of single tokens, without positions: static word vectors.
   *
   * @return [ids][hidden size]
   */
  float[][] tokenVectors(int[] ids);
}
