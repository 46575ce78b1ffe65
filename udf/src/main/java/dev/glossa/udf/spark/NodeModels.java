package dev.glossa.udf.spark;

import dev.glossa.udf.model.Checkpoint;
import dev.glossa.udf.model.CheckpointException;
import dev.glossa.udf.model.NeededFiles;
import java.io.FileNotFoundException;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Models that lie on another file system, copied to this machine: each once, whatever the number of
 * processes that want it, into a folder named by its fingerprint, whole or not at all.
 *
 * <p>A process makes the copy under a lock file, in a folder beside, checks it and renames it. What
 * a killed process left is removed by the next one that holds the lock. Copies stay for later runs.
 *
 * <pre>{@code
 * ROOT/FINGERPRINT/config.json, ...
 * ROOT/FINGERPRINT.lock
 * ROOT/known/HASH    the fingerprint that a listing of files, by name, size and time, had before
 * }</pre>
 */
public final class NodeModels {
  private static final Logger LOG = LoggerFactory.getLogger(NodeModels.class);
  private static final int BUFFER = 1 << 20;

  /** Lock among this process's threads, which cannot wait for each other's file locks. */
  private static final Object ONE_THREAD = new Object();

  private final Path root;
  private final Configuration hadoop;

  /**
   * @param root folder of the copies; made where it is not there
   * @param hadoop how other file systems are reached
   */
  public NodeModels(Path root, Configuration hadoop) {
    this.root = root;
    this.hadoop = hadoop;
  }

  /**
   * The folder of a model's copy on this machine.
   *
   * @param source the model's folder, as Hadoop writes paths
   * @param fingerprint that it must have
   * @throws IOException when it cannot be copied
   * @throws CheckpointException when its files are not a checkpoint
   */
  public Path folder(String source, String fingerprint) throws IOException, CheckpointException {
    Path folder = root.resolve(fingerprint);
    if (Files.isDirectory(folder)) {
      return folder;
    }
    return locked(
        fingerprint,
        () -> {
          if (!Files.isDirectory(folder)) {
            String found = copy(source, files(new org.apache.hadoop.fs.Path(source)), fingerprint);
            if (!found.equals(fingerprint)) {
              throw new IOException(
                  "Cannot use model: "
                      + source
                      + " (its files have the fingerprint "
                      + found
                      + ", the driver's had "
                      + fingerprint
                      + "; do not change a model while it is in use)");
            }
          }
          return folder;
        });
  }

  /**
   * The folder of a model's copy on this machine, whatever its fingerprint: for the driver, which
   * has to find that out. Files of the same names, sizes and times as before are not read again.
   *
   * @param source the model's folder, as Hadoop writes paths
   */
  public Path folder(String source) throws IOException, CheckpointException {
    Map<String, FileStatus> files = files(new org.apache.hadoop.fs.Path(source));
    String listing = hash(source, files);
    Path known = root.resolve("known").resolve(listing);
    return locked(
        listing,
        () -> {
          if (Files.isRegularFile(known)) {
            Path before = root.resolve(Files.readString(known));
            if (Files.isDirectory(before)) {
              return before;
            }
          }
          String fingerprint = copy(source, files, listing);
          Files.createDirectories(known.getParent());
          Files.writeString(known, fingerprint);
          return root.resolve(fingerprint);
        });
  }

  /**
   * Copies a model from this machine to where all nodes can reach it.
   *
   * @param folder its folder here
   * @param target a folder that is not there yet, as Hadoop writes paths
   */
  public void upload(Path folder, String target) throws IOException {
    org.apache.hadoop.fs.Path to = new org.apache.hadoop.fs.Path(target);
    for (String name : wanted(files(new org.apache.hadoop.fs.Path(folder.toUri())).keySet())) {
      to.getFileSystem(hadoop)
          .copyFromLocalFile(
              new org.apache.hadoop.fs.Path(folder.resolve(name).toRealPath().toUri()),
              new org.apache.hadoop.fs.Path(to, name));
    }
  }

  /**
   * The folder of copies that settings name.
   *
   * @param setting its path, or "" for one of the user's in Java's folder of temporary files
   */
  public static Path root(String setting) {
    return setting.isEmpty()
        ? Path.of(
            System.getProperty("java.io.tmpdir"),
            "glossa-models-" + System.getProperty("user.name"))
        : Path.of(setting).toAbsolutePath();
  }

  private interface Work {
    Path run() throws IOException, CheckpointException;
  }

  private Path locked(String name, Work work) throws IOException, CheckpointException {
    Files.createDirectories(root);
    synchronized (ONE_THREAD) {
      try (FileChannel channel =
              FileChannel.open(
                  root.resolve(name + ".lock"),
                  StandardOpenOption.CREATE,
                  StandardOpenOption.WRITE);
          FileLock held = channel.lock()) {
        return work.run();
      }
    }
  }

  /** Copies files into a folder beside, opens the checkpoint there, and gives it its name. */
  private String copy(String source, Map<String, FileStatus> files, String lock)
      throws IOException, CheckpointException {
    Path part = root.resolve("." + lock + ".part");
    delete(part);
    List<String> names = wanted(files.keySet());
    requireRoom(source, names.stream().mapToLong(name -> files.get(name).getLen()).sum());
    for (String name : names) {
      org.apache.hadoop.fs.Path from = files.get(name).getPath();
      Path to = part.resolve(name);
      Files.createDirectories(to.getParent());
      try (InputStream in = from.getFileSystem(hadoop).open(from);
          FileOutputStream out = new FileOutputStream(to.toFile())) {
        byte[] buffer = new byte[BUFFER];
        for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
          out.write(buffer, 0, read);
        }
        out.getFD().sync();
      }
    }
    try {
      String fingerprint = Checkpoint.open(part).fingerprint();
      Path folder = root.resolve(fingerprint);
      try {
        Files.move(part, folder, StandardCopyOption.ATOMIC_MOVE);
      } catch (FileSystemException e) {
        // The same model from another place may have been copied at the same time.
        if (!Files.isDirectory(folder)) {
          throw e;
        }
      }
      LOG.info("Copied model {} from {}", fingerprint.substring(0, 12), source);
      return fingerprint;
    } finally {
      delete(part);
    }
  }

  private void requireRoom(String source, long bytes) throws IOException {
    long room = Files.getFileStore(root).getUsableSpace();
    if (bytes > room) {
      throw new IOException(
          "Cannot copy model: %s (it takes %,d MiB, %s has room for %,d MiB; make room there)"
              .formatted(source, bytes >> 20, root, room >> 20));
    }
  }

  /** Files in a folder and in those right below it, by their path within it. */
  private Map<String, FileStatus> files(org.apache.hadoop.fs.Path folder) throws IOException {
    FileSystem system = folder.getFileSystem(hadoop);
    Map<String, FileStatus> files = new TreeMap<>();
    try {
      for (FileStatus entry : system.listStatus(folder)) {
        String name = entry.getPath().getName();
        if (entry.isFile()) {
          files.put(name, entry);
        } else {
          for (FileStatus inner : system.listStatus(entry.getPath())) {
            if (inner.isFile()) {
              files.put(name + "/" + inner.getPath().getName(), inner);
            }
          }
        }
      }
    } catch (FileNotFoundException e) {
      throw new FileNotFoundException(
          "Cannot use model: " + folder + " (there is no such folder; correct the model's path)");
    }
    return files;
  }

  /** The files that are copied: those that a checkpoint is read from, or, if it has a lock, all. */
  private static List<String> wanted(Set<String> names) {
    List<String> needed = NeededFiles.of(names);
    return names.contains("model.lock.json")
        ? names.stream().filter(name -> !name.contains("/") || needed.contains(name)).toList()
        : needed;
  }

  private static String hash(String source, Map<String, FileStatus> files) {
    StringBuilder listing = new StringBuilder(source).append('\n');
    files.forEach(
        (name, file) ->
            listing
                .append(name)
                .append('\n')
                .append(file.getLen())
                .append(' ')
                .append(file.getModificationTime())
                .append('\n'));
    try {
      return HexFormat.of()
          .formatHex(
              MessageDigest.getInstance("SHA-256")
                  .digest(listing.toString().getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Cannot hash: SHA-256 (every Java platform has it)", e);
    }
  }

  private static void delete(Path folder) throws IOException {
    if (Files.exists(folder)) {
      try (Stream<Path> entries = Files.walk(folder)) {
        for (Path path : entries.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(path);
        }
      }
    }
  }
}
