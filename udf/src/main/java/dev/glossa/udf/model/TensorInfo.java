package dev.glossa.udf.model;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * Where a tensor stands.
 *
 * @param name its name in the file
 * @param dtype type of its elements
 * @param shape its dimensions; empty for a scalar
 * @param strides elements from one index to the next in each dimension; row-major tensors, which
 *     all those of safetensors files are, have the product of the dimensions behind it
 * @param file the file of weights
 * @param begin byte of its first element, counted from the beginning of the file
 * @param length bytes that its elements take in row-major order
 */
public record TensorInfo(
    String name,
    Dtype dtype,
    List<Long> shape,
    List<Long> strides,
    Path file,
    long begin,
    long length) {

  /** A tensor in row-major order. */
  public TensorInfo(
      String name, Dtype dtype, List<Long> shape, Path file, long begin, long length) {
    this(name, dtype, shape, rowMajor(shape), file, begin, length);
  }

  /** Whether its bytes in the file are already in row-major order, without gaps. */
  boolean isRowMajor() {
    List<Long> expected = rowMajor(shape);
    for (int i = 0; i < shape.size(); i++) {
      if (shape.get(i) > 1 && !strides.get(i).equals(expected.get(i))) {
        return length == 0;
      }
    }
    return true;
  }

  private static List<Long> rowMajor(List<Long> shape) {
    List<Long> strides = new ArrayList<>();
    long stride = 1;
    for (int i = shape.size() - 1; i >= 0; i--) {
      strides.add(stride);
      stride *= shape.get(i);
    }
    Collections.reverse(strides);
    return List.copyOf(strides);
  }
}
