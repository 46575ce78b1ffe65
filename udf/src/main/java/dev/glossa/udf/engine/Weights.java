package dev.glossa.udf.engine;

import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.IValue;
import dev.glossa.udf.model.TensorInfo;
import dev.glossa.udf.model.Tensors;
import dev.glossa.udf.model.family.Weight;
import dev.glossa.udf.model.family.WeightGroup;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * Hands a checkpoint's weights to a program: from the memory-mapped file straight into the
 * program's own copies, one group at a time, so that no weight is ever on the Java heap. To a GPU
 * they go as the file has them, and the program changes their type there: a processor's one thread
 * would take longer for that than the bytes for their way.
 */
final class Weights {
  /** Bytes of a buffer at most: Java's own limit is two of these. */
  static final long LARGEST_PART = 1L << 30;

  private final Tensors tensors;
  private final Program program;
  private final long largestPart;

  /**
   * @param largestPart bytes that are mapped as one buffer, or one row where that is longer
   */
  Weights(Tensors tensors, Program program, long largestPart) {
    this.tensors = tensors;
    this.program = program;
    this.largestPart = largestPart;
  }

  /** Calls the group's loading method with its tensors; one that is absent is an empty tensor. */
  void load(WeightGroup group) {
    try (Scope scope = program.scope()) {
      List<PtNDArray> arrays = new ArrayList<>();
      for (Weight weight : group.weights()) {
        arrays.add(
            tensors.contains(weight.name())
                ? array(scope, weight.name())
                : scope.onDevice(
                    scope.view(ByteBuffer.allocateDirect(0), new Shape(0), DataType.FLOAT32)));
      }
      List<IValue> arguments = new ArrayList<>(List.of(scope.list(arrays), scope.empty()));
      group.arguments().forEach(argument -> arguments.add(scope.value(argument)));
      scope.run(group.method(), arguments.toArray(IValue[]::new));
    }
  }

  private PtNDArray array(Scope scope, String name) {
    TensorInfo info = tensors.info(name);
    return switch (info.dtype()) {
      case F32 -> scope.onDevice(whole(scope, info, name, DataType.FLOAT32));
      case F16 -> scope.onDevice(whole(scope, info, name, DataType.FLOAT16));
        // DJL does not know bfloat16: the bits travel as float16, and the program is told.
      case BF16 -> scope.bfloat16(scope.onDevice(whole(scope, info, name, DataType.FLOAT16)));
      default ->
          throw new IllegalArgumentException(
              "Cannot load weight: " + name + " (type " + info.dtype() + "; convert it to F32)");
    };
  }

  /** A view of the mapped file, or a copy put together from rows that one buffer can hold. */
  private PtNDArray whole(Scope scope, TensorInfo info, String name, DataType type) {
    long[] shape = info.shape().stream().mapToLong(Long::longValue).toArray();
    if (info.length() <= largestPart || shape.length == 0) {
      return scope.view(tensors.data(name), new Shape(shape), type);
    }
    long rowBytes = info.length() / shape[0];
    long rowsOfPart = Math.max(1, largestPart / rowBytes);
    List<PtNDArray> parts = new ArrayList<>();
    for (long row = 0; row < shape[0]; row += rowsOfPart) {
      long[] part = shape.clone();
      part[0] = Math.min(rowsOfPart, shape[0] - row);
      ByteBuffer data = tensors.data(name, row * rowBytes, part[0] * rowBytes);
      parts.add(scope.view(data, new Shape(part), type));
    }
    return scope.joined(parts);
  }
}
