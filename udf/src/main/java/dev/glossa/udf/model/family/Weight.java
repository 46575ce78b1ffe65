package dev.glossa.udf.model.family;

import java.util.List;

/**
 * One weight of a model.
 *
 * @param name Hugging Face's name without the outermost prefix ({@code transformer.}, {@code
 *     model.}, {@code bert.}), which some libraries write and some do not
 * @param kind what it is for
 * @param shape its dimensions, row-major, as it is stored
 * @param optional whether a checkpoint may lack it; a program then gets an empty tensor
 * @param outer whether it never has the prefix, such as an output head
 * @param aliases other names of the same tensor, which older libraries wrote
 * @param copies names under which some libraries write the same table again; where the weight
 *     itself is missing, one of them stands for it
 */
public record Weight(
    String name,
    Kind kind,
    List<Long> shape,
    boolean optional,
    boolean outer,
    List<String> aliases,
    List<String> copies) {

  /** The use that the network makes of a weight. */
  public enum Kind {
    /** A matrix that is multiplied with each token that a layer reads. */
    MATRIX,
    /** A matrix of a decoder's layer that is multiplied with each token of the encoder's output. */
    CROSS_MATRIX,
    /** Factors of a norm. */
    NORM,
    /** A vector that is added. */
    BIAS,
    /** Vectors that are looked up, one in each row. */
    TABLE
  }

  /** Copies the lists. */
  public Weight {
    shape = List.copyOf(shape);
    aliases = List.copyOf(aliases);
    copies = List.copyOf(copies);
  }

  /** How many numbers it has. */
  public long size() {
    return shape.stream().reduce(1L, Math::multiplyExact);
  }
}
