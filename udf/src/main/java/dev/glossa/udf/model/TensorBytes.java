package dev.glossa.udf.model;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Parts of files and of tensors; everything comes little-endian. */
final class TensorBytes {
  /** Java maps no more than 2 GiB at once; a multiple of every element's size. */
  private static final long WINDOW = 1L << 30;

  private TensorBytes() {}

  /** Reads a small part of a file onto the heap. */
  static ByteBuffer read(FileChannel channel, long position, int length) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
    while (buffer.hasRemaining()) {
      if (channel.read(buffer, position + buffer.position()) < 0) {
        throw new IOException("the file ended while it was read");
      }
    }
    return buffer.flip();
  }

  /** Maps a part of a file, at most 2 GiB of it. */
  static ByteBuffer map(Path file, long position, long length) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      return map(channel, position, length);
    }
  }

  private static ByteBuffer map(FileChannel channel, long position, long length)
      throws IOException {
    return channel
        .map(FileChannel.MapMode.READ_ONLY, position, length)
        .order(ByteOrder.LITTLE_ENDIAN);
  }

  /**
   * A part of a tensor's bytes in row-major order: a mapping where the file has them so, and
   * otherwise a direct buffer in which they were gathered.
   *
   * @param begin counted from the tensor's first byte; a multiple of its elements' size
   * @param length at most 2 GiB; a multiple of the elements' size
   */
  static ByteBuffer of(TensorInfo tensor, long begin, long length) throws IOException {
    return tensor.isRowMajor()
        ? map(tensor.file(), tensor.begin() + begin, length)
        : gathered(tensor, begin, Math.toIntExact(length));
  }

  private static ByteBuffer gathered(TensorInfo tensor, long begin, int length) throws IOException {
    int size = tensor.dtype().bytes();
    ByteBuffer to = ByteBuffer.allocateDirect(length).order(ByteOrder.LITTLE_ENDIAN);
    try (FileChannel channel = FileChannel.open(tensor.file(), StandardOpenOption.READ)) {
      Windows windows = new Windows(channel, tensor.begin());
      long[] index = index(tensor, begin / size);
      int dimensions = index.length;
      while (to.hasRemaining()) {
        long element = 0;
        for (int i = 0; i < dimensions; i++) {
          element += index[i] * tensor.strides().get(i);
        }
        long stride = tensor.strides().get(dimensions - 1);
        long row = tensor.shape().get(dimensions - 1);
        for (long i = index[dimensions - 1]; i < row && to.hasRemaining(); i++) {
          windows.copy(element * size, size, to);
          element += stride;
        }
        index[dimensions - 1] = 0;
        next(index, tensor);
      }
    }
    return to.flip();
  }

  /** Place of the n-th element in each dimension. */
  private static long[] index(TensorInfo tensor, long n) {
    long[] index = new long[tensor.shape().size()];
    for (int i = index.length - 1; i >= 0; i--) {
      index[i] = n % tensor.shape().get(i);
      n /= tensor.shape().get(i);
    }
    return index;
  }

  /** Goes on to the next row. */
  private static void next(long[] index, TensorInfo tensor) {
    for (int i = index.length - 2; i >= 0; i--) {
      if (++index[i] < tensor.shape().get(i)) {
        return;
      }
      index[i] = 0;
    }
  }

  /** A file from a position on, mapped piece by piece where it is asked for. */
  private static final class Windows {
    private final FileChannel channel;
    private final long begin;
    private ByteBuffer window = ByteBuffer.allocate(0);
    private long number = -1;

    Windows(FileChannel channel, long begin) {
      this.channel = channel;
      this.begin = begin;
    }

    void copy(long offset, int size, ByteBuffer to) throws IOException {
      if (offset / WINDOW != number) {
        number = offset / WINDOW;
        long position = begin + number * WINDOW;
        window = map(channel, position, Math.min(WINDOW, channel.size() - position));
      }
      int at = (int) (offset % WINDOW);
      switch (size) {
        case 1 -> to.put(window.get(at));
        case 2 -> to.putShort(window.getShort(at));
        case 4 -> to.putInt(window.getInt(at));
        default -> to.putLong(window.getLong(at));
      }
    }
  }
}
