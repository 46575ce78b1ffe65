package dev.glossa.udf.model.family;

import java.util.List;

/**
 * Weights that a program gets in one call.
 *
 * @param method the program's method: takes the tensors in this order, a tensor on the device, and
 *     the arguments
 * @param part where in the model the weights are
 * @param arguments a Long, Double, Boolean or String each
 * @param weights in the method's order
 */
public record WeightGroup(String method, Part part, List<Object> arguments, List<Weight> weights) {

  /** A part of a model. */
  public enum Part {
    /** Everything before and after the layers: tables, last norm, head. */
    OUTSIDE,
    /** A layer that reads in both directions. */
    ENCODER_LAYER,
    /** A layer that reads from left to right. */
    DECODER_LAYER
  }

  /** Copies the lists. */
  public WeightGroup {
    arguments = List.copyOf(arguments);
    weights = List.copyOf(weights);
  }
}
