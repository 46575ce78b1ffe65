package dev.glossa.udf.model;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32;

/**
 * The form of {@code torch.save} since PyTorch 1.6: a zip file of entries that are not compressed
 * (<a
 * href="https://github.com/pytorch/pytorch/blob/main/torch/serialization.py">torch/serialization.py</a>).
 * Below one folder stand {@code data.pkl}, the pickled dictionary, {@code data/KEY}, the storages,
 * and, in newer files, {@code byteorder}.
 */
final class TorchZip {
  private static final byte[] BEGIN = {'P', 'K', 3, 4};
  private static final String PICKLE = "data.pkl";

  private final Path file;
  private final FileChannel channel;
  private final Map<String, ZipDirectory.Entry> entries;

  TorchZip(Path file, FileChannel channel, Map<String, ZipDirectory.Entry> entries) {
    this.file = file;
    this.channel = channel;
    this.entries = entries;
  }

  static boolean begins(FileChannel channel) throws IOException {
    return channel.size() >= BEGIN.length
        && Arrays.equals(TensorBytes.read(channel, 0, BEGIN.length).array(), BEGIN);
  }

  TorchFile.Parts parts() throws IOException, CheckpointException {
    List<String> pickles =
        entries.keySet().stream().filter(name -> name.endsWith("/" + PICKLE)).toList();
    if (pickles.size() != 1) {
      throw fault("entries " + pickles, "there must be one " + PICKLE, TorchFile.REMEDY);
    }
    String folder = pickles.get(0).substring(0, pickles.get(0).length() - PICKLE.length());
    String order = folder + "byteorder";
    if (entries.containsKey(order)
        && !new String(content(order), StandardCharsets.US_ASCII).equals("little")) {
      throw fault("entry " + order, "not little", TorchFile.SAVE_AGAIN);
    }
    String data = folder + "data/";
    Map<String, ZipDirectory.Entry> storages = new LinkedHashMap<>();
    entries.forEach(
        (name, entry) -> {
          if (name.startsWith(data)) {
            storages.put(name.substring(data.length()), entry);
          }
        });
    return new TorchFile.Parts(PickleMachine.tensors(file, content(pickles.get(0))), storages);
  }

  /** The bytes of a small entry. */
  private byte[] content(String name) throws IOException, CheckpointException {
    ZipDirectory.Entry entry = entries.get(name);
    if (entry.length() > TorchFile.LARGEST_PICKLE) {
      throw fault(
          "entry " + name + " of " + entry.length() + " bytes",
          "over " + TorchFile.LARGEST_PICKLE + " bytes",
          TorchFile.SAVE_AGAIN);
    }
    ByteBuffer bytes = TensorBytes.read(channel, entry.begin(), (int) entry.length());
    CRC32 crc32 = new CRC32();
    crc32.update(bytes.duplicate());
    if (entry.crc32() != 0 && (int) crc32.getValue() != entry.crc32()) {
      throw fault("entry " + name, "its CRC-32 is another", TorchFile.REMEDY);
    }
    return bytes.array();
  }

  private CheckpointException fault(String what, String why, String remedy) {
    return new CheckpointException(file, what, why, remedy);
  }
}
