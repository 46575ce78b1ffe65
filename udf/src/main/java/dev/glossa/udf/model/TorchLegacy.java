package dev.glossa.udf.model;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/**
 * The form of {@code torch.save} before PyTorch 1.6 ({@code _legacy_save} in <a
 * href="https://github.com/pytorch/pytorch/blob/main/torch/serialization.py">torch/serialization.py</a>):
 * one pickle after another, of a magic number, the form's version, facts about the machine, the
 * dictionary, and the list of storages' keys; then, in that list's order, each storage as its
 * number of elements (int64) and their bytes.
 */
final class TorchLegacy {
  /** The pickled magic number 0x1950a86a20f9469cfc6c and the pickled version 1001. */
  private static final byte[] BEGIN =
      HexFormat.of().parseHex("80028a0a6cfc9c46f9206aa850192e" + "80024de9032e");

  private TorchLegacy() {}

  static boolean begins(FileChannel channel) throws IOException {
    return channel.size() >= BEGIN.length
        && Arrays.equals(TensorBytes.read(channel, 0, BEGIN.length).array(), BEGIN);
  }

  static TorchFile.Parts read(Path file, FileChannel channel)
      throws IOException, CheckpointException {
    long size = channel.size();
    // The pickles stand before the storages, and say themselves where they end.
    int length = (int) Math.min(size, TorchFile.LARGEST_PICKLE);
    ByteBuffer pickles = TensorBytes.read(channel, 0, length).position(BEGIN.length);
    Map<String, Object> machine = PickleMachine.facts(file, pickles);
    if (!Boolean.TRUE.equals(machine.get("little_endian"))) {
      throw fault(file, "little_endian", "not true", TorchFile.SAVE_AGAIN);
    }
    Map<String, PickleMachine.View> views = PickleMachine.tensors(file, pickles);
    List<String> keys = PickleMachine.texts(file, pickles);
    Map<String, Integer> widths = new HashMap<>();
    views
        .values()
        .forEach(view -> widths.put(view.storage().key(), view.storage().dtype().bytes()));

    Map<String, ZipDirectory.Entry> storages = new HashMap<>();
    long begin = pickles.position();
    for (String key : keys) {
      if (!widths.containsKey(key) || begin > size - Long.BYTES) {
        throw fault(file, "storage " + key, "of no tensor, or cut off", TorchFile.REMEDY);
      }
      long elements = TensorBytes.read(channel, begin, Long.BYTES).getLong();
      begin += Long.BYTES;
      if (elements < 0 || elements > (size - begin) / widths.get(key)) {
        throw fault(
            file,
            "storage " + key + " of " + elements + " elements",
            "past the end of the file",
            TorchFile.REMEDY);
      }
      long bytes = elements * widths.get(key);
      if (storages.put(key, new ZipDirectory.Entry(begin, bytes, 0)) != null) {
        throw fault(file, "storage " + key, "there twice", TorchFile.REMEDY);
      }
      begin += bytes;
    }
    if (begin != size) {
      throw fault(file, size - begin + " bytes at the end", "of no storage", TorchFile.REMEDY);
    }
    return new TorchFile.Parts(views, storages);
  }

  private static CheckpointException fault(Path file, String what, String why, String remedy) {
    return new CheckpointException(file, what, why, remedy);
  }
}
