package dev.glossa.jobs.run;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import org.apache.hadoop.fs.Path;

/**
 * The few file operations on which publication and the lock rest, with the guarantees that they
 * need. Hadoop's own {@code FileSystem} does not give them on a local disk: there it checks and
 * then creates, and a rename that fails falls back to copying.
 */
interface Storage {

  /** A file or folder as a listing shows it. */
  record Entry(String name, boolean folder, long bytes, long modifiedMillis) {}

  boolean exists(Path path) throws IOException;

  /** What a folder holds, by name; nothing where there is no such folder. */
  List<Entry> list(Path folder) throws IOException;

  /** Makes a folder and those above it. */
  void makeFolder(Path folder) throws IOException;

  /** A file's bytes from the first; the caller closes it. */
  InputStream open(Path file) throws IOException;

  /** All of a small file's bytes. */
  default byte[] read(Path file) throws IOException {
    try (InputStream in = open(file)) {
      return in.readAllBytes();
    }
  }

  /**
   * Creates a file with these bytes. Of several that try at once, one succeeds.
   *
   * @return false when the file is there already
   */
  boolean createNew(Path file, byte[] bytes) throws IOException;

  /** Puts a file in place of another at once: a reader sees the one or the other. */
  void replace(Path file, byte[] bytes) throws IOException;

  /**
   * Renames a folder that is not empty, at once, and never onto or into what exists.
   *
   * @return false when the target is there already
   */
  boolean renameFolder(Path from, Path to) throws IOException;

  /** Deletes a file, or a folder with all in it; nothing happens where there is neither. */
  void delete(Path path) throws IOException;

  /** Hands a folder's files to the disk, as far as the file system lets one ask for it. */
  void sync(Path folder) throws IOException;
}
