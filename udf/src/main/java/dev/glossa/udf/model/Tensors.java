package dev.glossa.udf.model;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A checkpoint's weights by canonical name (see {@link Architecture}), left on disk until asked
 * for. Holds no file open, so it needs no closing, and threads may share it.
 */
public final class Tensors {
  private final Map<String, TensorInfo> tensors;

  /** Weights by canonical name, in the order of the architecture. */
  public Tensors(Map<String, TensorInfo> tensors) {
    this.tensors = Collections.unmodifiableMap(new LinkedHashMap<>(tensors));
  }

  /** Canonical names, in the order of the architecture. */
  public Set<String> names() {
    return tensors.keySet();
  }

  /** Whether the checkpoint has this weight; only optional ones can be absent. */
  public boolean contains(String name) {
    return tensors.containsKey(name);
  }

  /** Whether most of the weights' bytes are bfloat16 numbers. */
  public boolean isBfloat16() {
    long all = 0;
    long bfloat16 = 0;
    for (TensorInfo tensor : tensors.values()) {
      all += tensor.length();
      bfloat16 += tensor.dtype() == Dtype.BF16 ? tensor.length() : 0;
    }
    return 2 * bfloat16 > all;
  }

  /**
   * Type, shape and place of a weight.
   *
   * @throws IllegalArgumentException when the checkpoint has no such weight
   */
  public TensorInfo info(String name) {
    return Optional.ofNullable(tensors.get(name))
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "Cannot read weight: " + name + " (no such tensor; ask contains first)"));
  }

  /**
   * A weight's bytes, row-major and little-endian, as a fresh read-only mapping of the file: they
   * take no heap, and are unmapped when the buffer is garbage. A weight that its file has in
   * another order is copied into a direct buffer instead. At most 2 GiB.
   *
   * @throws IllegalArgumentException when the checkpoint has no such weight
   * @throws UncheckedIOException when the file is gone or cannot be read
   */
  public ByteBuffer data(String name) {
    return data(name, 0, info(name).length());
  }

  /**
   * A part of a weight's bytes, as {@link #data(String)} gives all of them.
   *
   * @param begin counted from the weight's first byte; a multiple of its elements' size
   * @param length at most 2 GiB, as a buffer holds no more; a multiple of the elements' size
   */
  public ByteBuffer data(String name, long begin, long length) {
    TensorInfo tensor = info(name);
    try {
      return TensorBytes.of(tensor, begin, length);
    } catch (IOException e) {
      throw new UncheckedIOException(
          "Cannot read weight: " + name + " (" + tensor.file() + " changed or went away)", e);
    }
  }
}
