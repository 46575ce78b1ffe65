package dev.glossa.udf.engine;

/** A model whose head gives labels to texts. */
public interface Classifies {

  /**
   * The logits of each row's labels.
   *
   * @return [rows][labels], in the order of the configuration's labels
   * @throws IllegalArgumentException when the model has no such head, or the batch does not fit
   */
  float[][] classify(Batch batch);
}
