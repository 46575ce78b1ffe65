package dev.glossa.udf.model;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Finds the tensors in a file that {@code torch.save} wrote, such as {@code pytorch_model.bin},
 * without running what is in it: a pickled dictionary from name to view, and the storages that
 * these are views of, in one of two forms, {@link TorchZip} or {@link TorchLegacy}.
 */
final class TorchFile {
  static final String REMEDY = "copy the file again from where it came";
  static final String SAVE_AGAIN =
      "where you trust the file, load it in PyTorch and save it as safetensors";
  static final int LARGEST_PICKLE = 16 << 20;

  private final Path file;
  private final Map<String, ZipDirectory.Entry> storages;

  private TorchFile(Path file, Map<String, ZipDirectory.Entry> storages) {
    this.file = file;
    this.storages = storages;
  }

  /** Views by their names, and the parts of the file that hold storages, by their keys. */
  record Parts(Map<String, PickleMachine.View> views, Map<String, ZipDirectory.Entry> storages) {}

  /**
   * The tensors of a file, in its dictionary's order.
   *
   * @throws CheckpointException when the file is damaged, of another form, or holds anything but
   *     tensors
   */
  static TensorFile read(Path file) throws CheckpointException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      Parts parts = parts(file, channel);
      return new TorchFile(file, parts.storages()).tensors(parts.views());
    } catch (IOException e) {
      throw new CheckpointException(file, "not readable", String.valueOf(e), REMEDY, e);
    }
  }

  private static Parts parts(Path file, FileChannel channel)
      throws IOException, CheckpointException {
    if (TorchZip.begins(channel)) {
      return new TorchZip(file, channel, ZipDirectory.read(file, channel)).parts();
    }
    if (TorchLegacy.begins(channel)) {
      return TorchLegacy.read(file, channel);
    }
    throw new CheckpointException(file, "format", "not one that torch.save writes", REMEDY);
  }

  private TensorFile tensors(Map<String, PickleMachine.View> views) throws CheckpointException {
    Map<String, TensorInfo> tensors = new LinkedHashMap<>();
    Map<String, Checksum> checksums = new LinkedHashMap<>();
    for (Map.Entry<String, PickleMachine.View> view : views.entrySet()) {
      String key = view.getValue().storage().key();
      ZipDirectory.Entry storage = storages.get(key);
      if (storage == null) {
        throw new CheckpointException(
            file, "tensor " + view.getKey(), "there is no storage " + key, REMEDY);
      }
      tensors.put(view.getKey(), tensor(view.getKey(), view.getValue(), storage));
      if (storage.crc32() != 0) {
        checksums.put(
            key, new Checksum(file, key, storage.begin(), storage.length(), storage.crc32()));
      }
    }
    return new TensorFile(tensors, new ArrayList<>(checksums.values()));
  }

  private TensorInfo tensor(String name, PickleMachine.View view, ZipDirectory.Entry storage)
      throws CheckpointException {
    String what = "tensor " + name + ": shape " + view.shape() + ", strides " + view.strides();
    Dtype dtype = view.storage().dtype();
    long elements = view.storage().elements();
    try {
      if (elements < 0 || Math.multiplyExact(elements, dtype.bytes()) != storage.length()) {
        throw new CheckpointException(
            file,
            "tensor " + name + ": storage of " + elements + " " + dtype,
            "the file has " + storage.length() + " bytes for it",
            REMEDY);
      }
      long count = count(view);
      if (count < 0 || count > elements || (count > 0 && last(view) >= elements)) {
        // An expanded view, which repeats elements, could take more memory than the file has.
        throw new CheckpointException(
            file, what, "not within its storage of " + elements + " elements", SAVE_AGAIN);
      }
      return new TensorInfo(
          name,
          dtype,
          view.shape(),
          view.strides(),
          file,
          storage.begin() + (count == 0 ? 0 : view.offset() * dtype.bytes()),
          count * dtype.bytes());
    } catch (ArithmeticException e) {
      throw new CheckpointException(file, what, "its size overflows", REMEDY);
    }
  }

  /** Elements of a view, or -1 where its numbers make no sense. */
  private static long count(PickleMachine.View view) {
    List<Long> shape = view.shape();
    long count = 1;
    for (int i = 0; i < shape.size(); i++) {
      if (shape.size() != view.strides().size() || shape.get(i) < 0 || view.strides().get(i) < 0) {
        return -1;
      }
      count = Math.multiplyExact(count, shape.get(i));
    }
    return view.offset() < 0 || shape.size() != view.strides().size() ? -1 : count;
  }

  /** The furthest element of a view that has any, counted from the beginning of its storage. */
  private static long last(PickleMachine.View view) {
    long last = view.offset();
    for (int i = 0; i < view.shape().size(); i++) {
      last =
          Math.addExact(last, Math.multiplyExact(view.shape().get(i) - 1, view.strides().get(i)));
    }
    return last;
  }
}
