package dev.glossa.udf.model;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.StandardOpenOption;
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

  Tensors(Map<String, TensorInfo> tensors) {
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
   * take no heap, and are unmapped when the buffer is garbage.
   *
   * @throws IllegalArgumentException when the checkpoint has no such weight
   * @throws UncheckedIOException when the file is gone or cannot be read
   */
  public ByteBuffer data(String name) {
    TensorInfo tensor = info(name);
    try {
      return map(tensor, 0, tensor.length());
    } catch (IOException e) {
      throw new UncheckedIOException(
          "Cannot read weight: " + name + " (" + tensor.file() + " changed or went away)", e);
    }
  }

  /** Part of a tensor, from byte {@code begin} of its own; at most 2 GiB, as Java maps no more. */
  static ByteBuffer map(TensorInfo tensor, long begin, long length) throws IOException {
    try (FileChannel channel = FileChannel.open(tensor.file(), StandardOpenOption.READ)) {
      return channel
          .map(FileChannel.MapMode.READ_ONLY, tensor.begin() + begin, length)
          .order(ByteOrder.LITTLE_ENDIAN);
    }
  }
}
