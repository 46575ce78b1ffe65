package dev.glossa.udf.model;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * What a checkpoint's files were when its operator locked them.
 *
 * <p>{@code model.lock.json} beside the model holds, for every file of the folder but itself and
 * hidden ones, and for those of sentence-transformers' folders inside, such as {@code 1_Pooling},
 * its size in bytes and its SHA-256:
 *
 * <pre>{@code
 * {
 *   "version": 1,
 *   "files": {
 *     "config.json": {"size": 828, "sha256": "5e1b…"}
 *   }
 * }
 * }</pre>
 *
 * Names are sorted and the form is fixed to the byte, so that a changed byte in the lock is seen
 * like one anywhere else. Other folders inside the model's folder are not looked at, nor used.
 */
public final class Lock {
  static final String NAME = "model.lock.json";
  private static final String VERSION = "version";
  private static final String FILES = "files";
  private static final String SIZE = "size";
  private static final String SHA256 = "sha256";
  private static final String REMEDY =
      "restore the files; or, if the change is wanted, lock the model again";

  private final Path file;
  private final SortedMap<String, Entry> entries;

  private record Entry(long size, String sha256) {}

  private Lock(Path file, SortedMap<String, Entry> entries) {
    this.file = file;
    this.entries = entries;
  }

  /**
   * Opens the checkpoint, with all its checks, and writes its lock, in place of an older one.
   *
   * @param folder the checkpoint
   * @return the lock's path
   * @throws CheckpointException when the checkpoint must not be used or the lock cannot be written
   */
  public static Path write(Path folder) throws CheckpointException {
    Path file = folder.resolve(NAME);
    Path part = folder.resolve("." + NAME + ".part");
    Checkpoint.openUnlocked(folder);
    SortedMap<String, Entry> entries = new TreeMap<>();
    try {
      for (Path path : files(folder)) {
        entries.put(
            Contents.name(folder, path), new Entry(Files.size(path), Contents.sha256(path)));
      }
      Files.write(part, new Lock(file, entries).text());
      Files.move(part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      return file;
    } catch (IOException e) {
      throw new CheckpointException(
          file, "not written", String.valueOf(e), "make the folder writable", e);
    }
  }

  /** The lock of a folder, where it has one. */
  static Optional<Lock> read(Path folder) throws CheckpointException {
    Path file = folder.resolve(NAME);
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    byte[] bytes;
    try {
      bytes = Files.readAllBytes(file);
    } catch (IOException e) {
      throw new CheckpointException(file, "not readable", String.valueOf(e), REMEDY, e);
    }
    ObjectNode root = Json.parse(file, bytes, "content", REMEDY);
    SortedMap<String, Entry> entries = new TreeMap<>();
    Iterator<Map.Entry<String, JsonNode>> fields = root.path(FILES).fields();
    while (fields.hasNext()) {
      Map.Entry<String, JsonNode> field = fields.next();
      JsonNode entry = field.getValue();
      entries.put(
          field.getKey(), new Entry(entry.path(SIZE).asLong(-1), entry.path(SHA256).asText("")));
    }
    Lock lock = new Lock(file, entries);
    if (entries.isEmpty() || !Arrays.equals(bytes, lock.text())) {
      throw new CheckpointException(file, "content", "not as a lock was written", REMEDY);
    }
    return Optional.of(lock);
  }

  /** The files that a lock of this folder covers. */
  static Collection<Path> files(Path folder) throws CheckpointException {
    try (Stream<Path> paths = Files.walk(folder, 2)) {
      SortedMap<String, Path> files = new TreeMap<>();
      paths
          .filter(Files::isRegularFile)
          .forEach(path -> files.put(Contents.name(folder, path), path));
      List<String> needed = NeededFiles.of(files.keySet());
      files
          .keySet()
          .removeIf(
              name ->
                  name.contains("/")
                      ? !needed.contains(name)
                      : name.startsWith(".") || name.equals(NAME));
      return files.values();
    } catch (IOException | UncheckedIOException e) {
      throw new CheckpointException(
          folder, "not readable", String.valueOf(e), "check that the folder may be read", e);
    }
  }

  /** Compares names and sizes: quick, before anything is parsed. */
  void checkSizes(Collection<Path> files) throws CheckpointException {
    SortedMap<String, Entry> missing = new TreeMap<>(entries);
    for (Path path : files) {
      String name = Contents.name(file.getParent(), path);
      Entry entry = missing.remove(name);
      if (entry == null) {
        throw new CheckpointException(path, "file " + name, "not in " + file, REMEDY);
      }
      long size = size(path);
      if (size != entry.size()) {
        throw new CheckpointException(
            path, "size " + size + " bytes", file + " says " + entry.size(), REMEDY);
      }
    }
    if (!missing.isEmpty()) {
      String name = missing.firstKey();
      throw new CheckpointException(
          file.resolveSibling(name), "file " + name + " is missing", "in " + file, REMEDY);
    }
  }

  /** Compares contents. */
  void checkDigests(SortedMap<String, String> digests) throws CheckpointException {
    for (Map.Entry<String, Entry> entry : entries.entrySet()) {
      String found = digests.get(entry.getKey());
      if (!entry.getValue().sha256().equals(found)) {
        throw new CheckpointException(
            file.resolveSibling(entry.getKey()),
            "SHA-256 " + found,
            file + " says " + entry.getValue().sha256(),
            REMEDY);
      }
    }
  }

  private static long size(Path path) throws CheckpointException {
    try {
      return Files.size(path);
    } catch (IOException e) {
      throw new CheckpointException(path, "not readable", String.valueOf(e), REMEDY, e);
    }
  }

  private byte[] text() {
    StringBuilder text = new StringBuilder("{\n  \"" + VERSION + "\": 1,\n  \"" + FILES + "\": {");
    String separator = "\n";
    for (Map.Entry<String, Entry> entry : entries.entrySet()) {
      text.append(separator)
          .append("    ")
          .append(Json.quote(entry.getKey()))
          .append(": {\"" + SIZE + "\": ")
          .append(entry.getValue().size())
          .append(", \"" + SHA256 + "\": ")
          .append(Json.quote(entry.getValue().sha256()))
          .append("}");
      separator = ",\n";
    }
    return text.append("\n  }\n}\n").toString().getBytes(StandardCharsets.UTF_8);
  }
}
