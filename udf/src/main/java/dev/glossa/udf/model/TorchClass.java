package dev.glossa.udf.model;

import java.util.Arrays;
import java.util.Optional;

/**
 * The Python classes and functions that a file of weights may name. None of them is ever called:
 * each stands for what {@link PickleMachine} does in its place.
 */
enum TorchClass {
  ORDERED_DICT("collections", "OrderedDict", null),
  REBUILD_TENSOR("torch._utils", "_rebuild_tensor_v2", null),
  REBUILD_PARAMETER("torch._utils", "_rebuild_parameter", null),
  DOUBLE("torch", "DoubleStorage", Dtype.F64),
  FLOAT("torch", "FloatStorage", Dtype.F32),
  HALF("torch", "HalfStorage", Dtype.F16),
  BFLOAT16("torch", "BFloat16Storage", Dtype.BF16),
  COMPLEX_FLOAT("torch", "ComplexFloatStorage", Dtype.C64),
  LONG("torch", "LongStorage", Dtype.I64),
  INT("torch", "IntStorage", Dtype.I32),
  SHORT("torch", "ShortStorage", Dtype.I16),
  CHAR("torch", "CharStorage", Dtype.I8),
  BYTE("torch", "ByteStorage", Dtype.U8),
  BOOL("torch", "BoolStorage", Dtype.BOOL);

  private final String module;
  private final String name;
  private final Dtype dtype;

  TorchClass(String module, String name, Dtype dtype) {
    this.module = module;
    this.name = name;
    this.dtype = dtype;
  }

  /** The class of a module, where it is one of these. */
  static Optional<TorchClass> of(String module, String name) {
    return Arrays.stream(values())
        .filter(known -> known.module.equals(module) && known.name.equals(name))
        .findFirst();
  }

  /** Type of a storage's elements; nothing for what is no storage. */
  Optional<Dtype> dtype() {
    return Optional.ofNullable(dtype);
  }

  @Override
  public String toString() {
    return module + "." + name;
  }
}
