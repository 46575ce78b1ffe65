package dev.glossa.udf.model.embedding;

import dev.glossa.udf.model.family.Weight;
import dev.glossa.udf.model.family.WeightGroup;
import java.util.List;

/**
 * A linear layer behind the pooling, in a folder of its own.
 *
 * @param folder its name within the checkpoint's, such as {@code 2_Dense}
 * @param in numbers of the vector that it takes
 * @param out numbers of the vector that it gives
 * @param bias whether it adds one
 * @param activation what follows, by the name that it has in the engine's programs; empty for
 *     nothing
 */
public record DenseLayer(String folder, int in, int out, boolean bias, String activation) {

  /** Its weights, by the names that a checkpoint's tensors have. */
  public WeightGroup weights() {
    return new WeightGroup(
        "load_dense",
        WeightGroup.Part.OUTSIDE,
        List.of(activation),
        List.of(
            weight("linear.weight", Weight.Kind.MATRIX, List.of((long) out, (long) in), false),
            weight("linear.bias", Weight.Kind.BIAS, List.of((long) out), !bias)));
  }

  private Weight weight(String name, Weight.Kind kind, List<Long> shape, boolean optional) {
    return new Weight(folder + "/" + name, kind, shape, optional, true, List.of(), List.of());
  }
}
