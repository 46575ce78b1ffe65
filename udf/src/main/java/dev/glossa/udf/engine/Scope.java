package dev.glossa.udf.engine;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.jni.IValue;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.LongBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * Native memory of some calls of a program: every argument and result made here is freed on close,
 * but for what {@link #keep} takes out.
 *
 * <p>A tensor made from Java numbers borrows the memory of a Java buffer, which lives as long as
 * this scope: a program that keeps such a tensor must clone it.
 */
final class Scope implements AutoCloseable {
  private final Program program;
  private final PtNDManager manager;
  private final List<IValue> values = new ArrayList<>();

  Scope(Program program, PtNDManager manager) {
    this.program = program;
    this.manager = manager;
  }

  /** An int64 tensor on the program's device. */
  IValue longs(long[] numbers, long... shape) {
    return tensor(manager.create(LongBuffer.wrap(numbers), new Shape(shape), DataType.INT64));
  }

  /** A float32 tensor of a direct buffer in native order, on a CPU a view of it. */
  IValue floats(ByteBuffer numbers, long... shape) {
    return tensor(manager.create(numbers, new Shape(shape), DataType.FLOAT32));
  }

  /** A tensor in main memory that is a view of a direct buffer. */
  PtNDArray view(ByteBuffer bytes, Shape shape, DataType type) {
    return manager.newSubManager(Device.cpu()).create(bytes, shape, type);
  }

  /** The same tensor on the program's device: itself where it is there. */
  PtNDArray onDevice(PtNDArray array) {
    return (PtNDArray) array.toDevice(manager.getDevice(), false);
  }

  /** A tensor in main memory of the rows of others, one after the other. */
  PtNDArray joined(List<PtNDArray> parts) {
    return (PtNDArray) NDArrays.concat(new NDList(parts.toArray(NDArray[]::new)));
  }

  /** An empty tensor on the program's device. */
  IValue empty() {
    return tensor((PtNDArray) manager.zeros(new Shape(0), DataType.FLOAT32));
  }

  private IValue tensor(PtNDArray array) {
    return own(IValue.from(array));
  }

  IValue list(List<PtNDArray> arrays) {
    return own(IValue.listFrom(arrays.toArray(PtNDArray[]::new)));
  }

  /** A list of texts, at least one. */
  IValue texts(List<String> texts) {
    return own(IValue.listFrom(texts.stream().map(this::text).toArray(IValue[]::new)));
  }

  IValue integers(long... numbers) {
    return own(IValue.listFrom(numbers));
  }

  /** A Long, Double, Boolean or String. */
  IValue value(Object value) {
    if (value instanceof Long number) {
      return number(number.longValue());
    }
    if (value instanceof Double number) {
      return number(number.doubleValue());
    }
    return value instanceof Boolean flag ? flag(flag) : text((String) value);
  }

  /** A copy whose bits are read as bfloat16 numbers. */
  PtNDArray bfloat16(PtNDArray bits) {
    return (PtNDArray) run("bfloat16", own(IValue.from(bits))).toTensor(manager);
  }

  IValue number(long number) {
    return own(IValue.from(number));
  }

  IValue number(double number) {
    return own(IValue.from(number));
  }

  IValue flag(boolean flag) {
    return own(IValue.from(flag));
  }

  IValue text(String text) {
    return own(IValue.from(text));
  }

  /** Calls a method of the program. */
  IValue run(String method, IValue... arguments) {
    return own(program.run(method, arguments));
  }

  /** The tensors of a list that a call returned. */
  List<IValue> each(IValue list) {
    List<IValue> tensors = new ArrayList<>();
    for (IValue value : list.toIValueArray()) {
      tensors.add(own(value));
    }
    return tensors;
  }

  /** Copies a float32 tensor, row-major. */
  float[] floats(IValue value) {
    NDArray array = value.toTensor(manager);
    ByteBuffer bytes = array.toByteBuffer().order(ByteOrder.nativeOrder());
    float[] numbers = new float[bytes.remaining() / Float.BYTES];
    bytes.asFloatBuffer().get(numbers);
    return numbers;
  }

  /** Takes a result out: the caller frees it. */
  IValue keep(IValue value) {
    values.remove(value);
    return value;
  }

  private IValue own(IValue value) {
    values.add(value);
    return value;
  }

  @Override
  public void close() {
    values.forEach(IValue::close);
    manager.close();
  }
}
