package dev.glossa.udf.engine;

import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.IValue;
import dev.glossa.udf.model.TensorInfo;
import dev.glossa.udf.model.Tensors;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Hands a checkpoint's weights to a program: from the memory-mapped file straight into the
 * program's own copies, one group at a time, so that no weight is ever on the Java heap.
 */
final class Weights {
  private final Tensors tensors;
  private final Program program;

  Weights(Tensors tensors, Program program) {
    this.tensors = tensors;
    this.program = program;
  }

  /**
   * Calls a loading method.
   *
   * @param method {@code load} or {@code load_layer}: takes the tensors, an empty one of the device
   *     and type that weights get, and the scale where one is given
   * @param names canonical names of the weights, in the method's order
   * @param scale one number more, or none
   */
  void load(String method, List<String> names, double... scale) {
    try (Scope scope = program.scope()) {
      List<PtNDArray> arrays = new ArrayList<>();
      for (String name : names) {
        arrays.add(array(scope, name));
      }
      List<IValue> arguments = new ArrayList<>(List.of(scope.list(arrays), scope.empty()));
      for (double number : scale) {
        arguments.add(scope.number(number));
      }
      scope.run(method, arguments.toArray(IValue[]::new));
    }
  }

  /** Weight and bias of each part of a layer, in order. */
  static List<String> names(String layer, List<String> parts) {
    return parts.stream()
        .flatMap(part -> Stream.of(layer + part + ".weight", layer + part + ".bias"))
        .toList();
  }

  private PtNDArray array(Scope scope, String name) {
    TensorInfo info = tensors.info(name);
    Shape shape = new Shape(info.shape().stream().mapToLong(Long::longValue).toArray());
    ByteBuffer data = tensors.data(name);
    return switch (info.dtype()) {
      case F32 -> scope.view(data, shape, DataType.FLOAT32);
      case F16 -> scope.view(data, shape, DataType.FLOAT16);
      case BF16 -> scope.view(widened(data), shape, DataType.FLOAT32);
      default ->
          throw new IllegalArgumentException(
              "Cannot load weight: " + name + " (type " + info.dtype() + "; convert it to F32)");
    };
  }

  /** Float32 values of bfloat16 ones, which are their upper halves and which DJL does not know. */
  private static ByteBuffer widened(ByteBuffer halves) {
    ByteBuffer wide =
        ByteBuffer.allocateDirect(Math.multiplyExact(halves.remaining(), 2)).order(halves.order());
    while (halves.hasRemaining()) {
      wide.putInt(halves.getShort() << Short.SIZE);
    }
    return wide.flip();
  }
}
