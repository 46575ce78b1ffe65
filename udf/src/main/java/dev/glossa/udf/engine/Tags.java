package dev.glossa.udf.engine;

/** A model whose head gives labels to the tokens of a text. */
public interface Tags {

  /**
   * The logits of the labels of each row's tokens.
   *
   * @return [rows][tokens of the row][labels], in the order of the configuration's labels
   * @throws IllegalArgumentException when the model has no such head, or the batch does not fit
   */
  float[][][] tag(Batch batch);
}
