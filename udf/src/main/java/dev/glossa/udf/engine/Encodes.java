package dev.glossa.udf.engine;

import dev.glossa.udf.model.embedding.Embedding;

/** A model that gives vectors of texts. */
public interface Encodes {

  /**
   * One vector for each row.
   *
   * @param how they come from the vectors of the row's tokens; of an encoder-decoder, the encoder's
   * @return [rows][hidden size, or what the last dense layer gives]
   * @throws IllegalArgumentException when the model has no such vector, or the batch does not fit
   */
  float[][] vectors(Batch batch, Embedding how);

  /**
   * The model's input embedding of single tokens, without positions: static word vectors.
   *
   * @return [ids][hidden size]
   */
  float[][] tokenVectors(int[] ids);
}
