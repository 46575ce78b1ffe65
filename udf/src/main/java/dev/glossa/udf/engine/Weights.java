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
 * program's own copies, one group at a time, so that no weight is ever on the Java heap.
 */
final class Weights {
  private final Tensors tensors;
  private final Program program;

  Weights(Tensors tensors, Program program) {
    this.tensors = tensors;
    this.program = program;
  }

  /** Calls the group's loading method with its tensors; one that is absent is an empty tensor. */
  void load(WeightGroup group) {
    try (Scope scope = program.scope()) {
      List<PtNDArray> arrays = new ArrayList<>();
      for (Weight weight : group.weights()) {
        arrays.add(
            tensors.contains(weight.name())
                ? array(scope, weight.name())
                : scope.view(ByteBuffer.allocateDirect(0), new Shape(0), DataType.FLOAT32));
      }
      List<IValue> arguments = new ArrayList<>(List.of(scope.list(arrays), scope.empty()));
      group.arguments().forEach(argument -> arguments.add(scope.value(argument)));
      scope.run(group.method(), arguments.toArray(IValue[]::new));
    }
  }

  private PtNDArray array(Scope scope, String name) {
    TensorInfo info = tensors.info(name);
    Shape shape = new Shape(info.shape().stream().mapToLong(Long::longValue).toArray());
    ByteBuffer data = tensors.data(name);
    return switch (info.dtype()) {
      case F32 -> scope.view(data, shape, DataType.FLOAT32);
      case F16 -> scope.view(data, shape, DataType.FLOAT16);
        // DJL does not know bfloat16: the bits travel as float16, and the program is told.
      case BF16 -> scope.bfloat16(scope.view(data, shape, DataType.FLOAT16));
      default ->
          throw new IllegalArgumentException(
              "Cannot load weight: " + name + " (type " + info.dtype() + "; convert it to F32)");
    };
  }
}
