package dev.glossa.udf.model;

import dev.glossa.udf.model.family.Weight;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.Optional;

/**
 * Tables that a checkpoint holds twice. Hugging Face's {@code tie_weights} (transformers 5, {@code
 * modeling_utils.py}) makes one of two equal copies, and believes the file where they differ,
 * whatever the configuration says; so does this, where the program can.
 */
final class Ties {
  private static final long SLICE = 64L << 20;

  private Ties() {}

  /**
   * Leaves of each tied weight one.
   *
   * @param bound tensors by canonical name, changed in place: a copy that says the same loses its
   *     entry
   * @param tensors all tensors by the names in the files
   * @throws CheckpointException when a copy differs that the program cannot take separately
   */
  static void resolve(
      WeightBinder binder, Map<String, TensorInfo> bound, Map<String, TensorInfo> tensors)
      throws CheckpointException {
    for (Weight weight : binder.config().allWeights()) {
      TensorInfo original = bound.get(weight.name());
      for (String name : weight.copies()) {
        Optional<TensorInfo> copy = binder.find(name, tensors);
        if (copy.isPresent() && equal(original, copy.get())) {
          bound.remove(name);
        } else if (copy.isPresent() && !bound.containsKey(name)) {
          throw new CheckpointException(
              copy.get().file(),
              "tensor " + copy.get().name(),
              "differs from " + original.name() + ", and the program has one table for both",
              "use a checkpoint with tied embeddings");
        }
      }
    }
  }

  private static boolean equal(TensorInfo left, TensorInfo right) throws CheckpointException {
    if (left.equals(right)) {
      return true;
    }
    if (left.dtype() != right.dtype() || !left.shape().equals(right.shape())) {
      return false;
    }
    for (long begin = 0; begin < left.length(); begin += SLICE) {
      long length = Math.min(SLICE, left.length() - begin);
      if (!map(left, begin, length).equals(map(right, begin, length))) {
        return false;
      }
    }
    return true;
  }

  private static ByteBuffer map(TensorInfo tensor, long begin, long length)
      throws CheckpointException {
    try {
      return TensorBytes.of(tensor, begin, length);
    } catch (IOException e) {
      throw new CheckpointException(
          tensor.file(), "not readable", String.valueOf(e), "copy the file again", e);
    }
  }
}
