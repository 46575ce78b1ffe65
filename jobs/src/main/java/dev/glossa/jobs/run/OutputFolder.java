package dev.glossa.jobs.run;

import dev.glossa.jobs.path.GivenPath;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * Where an archive's results live: {@code data/wave=ID} for what readers see, {@code _staging} for
 * what is being made, {@code _lock.N} while a run writes.
 */
public final class OutputFolder {

  /** Each renames a folder at once and refuses to overwrite one. */
  private static final Set<String> WITH_RENAME = Set.of("file", "hdfs", "viewfs");

  private final Path root;
  private final Storage storage;
  private final Configuration configuration;

  private OutputFolder(Path root, Storage storage, Configuration configuration) {
    this.root = root;
    this.storage = storage;
    this.configuration = configuration;
  }

  /**
   * The folder to write to; it is made where there is none. Nothing else is written.
   *
   * @throws RunException when its file system cannot publish a wave by a rename, or it cannot be
   *     written to
   */
  public static OutputFolder forWriting(String folder, Configuration configuration)
      throws RunException {
    OutputFolder output = at(folder, configuration);
    try {
      output.storage.makeFolder(output.root);
    } catch (IOException e) {
      throw output.unwritable(e);
    }
    return output;
  }

  /**
   * A folder that has been written to.
   *
   * @throws RunException when there is none
   */
  public static OutputFolder forReading(String folder, Configuration configuration)
      throws IOException {
    OutputFolder output = at(folder, configuration);
    if (!output.storage.exists(output.root)) {
      throw new RunException(
          "Cannot read the output folder: " + output.root + " (there is none; check --output)");
    }
    return output;
  }

  private static OutputFolder at(String folder, Configuration configuration) throws RunException {
    Path path;
    try {
      path = GivenPath.hadoop(folder, configuration);
    } catch (IllegalArgumentException e) {
      throw new RunException(
          "Cannot use the output folder: " + folder + " (no valid path: " + e.getMessage() + ")");
    }
    String named = path.toUri().getScheme();
    String scheme = named == null ? FileSystem.getDefaultUri(configuration).getScheme() : named;
    scheme = scheme.toLowerCase(Locale.ROOT);
    if (!WITH_RENAME.contains(scheme)) {
      throw new RunException(
          "Cannot use the output folder: "
              + folder
              + " ("
              + scheme
              + " has no atomic rename of folders, so that a reader could see half a wave; write to"
              + " a local disk or to HDFS and copy finished waves from there)");
    }
    try {
      if (scheme.equals("file")) {
        return new OutputFolder(path, new LocalStorage(), configuration);
      }
      Path root = path.getFileSystem(configuration).makeQualified(path);
      return new OutputFolder(root, new HadoopStorage(root, configuration), configuration);
    } catch (IOException e) {
      throw new RunException(
          "Cannot reach the output folder: " + folder + " (" + e.getMessage() + ")", e);
    }
  }

  /** The folder itself, with its scheme. */
  public Path root() {
    return root;
  }

  /** What readers read: nothing but whole waves. */
  public Path data() {
    return new Path(root, "data");
  }

  /** The published folder of a wave. */
  public Path wave(String id) {
    return new Path(data(), "wave=" + id);
  }

  /** What is being made. Outside {@code data}, where a reader's glob could find it. */
  public Path staging() {
    return new Path(root, "_staging");
  }

  Storage storage() {
    return storage;
  }

  Configuration configuration() {
    return configuration;
  }

  /** Ids of the folders in {@code data}, in order. */
  List<String> waveIds() throws IOException {
    return storage.list(data()).stream()
        .filter(entry -> entry.folder() && entry.name().startsWith("wave="))
        .map(entry -> entry.name().substring("wave=".length()))
        .toList();
  }

  /** Removes whatever a run, dead or alive, left in staging; only the holder of the lock may. */
  void clearStaging() throws IOException {
    storage.delete(staging());
  }

  RunException unwritable(IOException cause) {
    String why =
        cause instanceof AccessDeniedException
            ? "permission denied"
            : String.valueOf(cause.getMessage()).replace(root.toUri().getPath() + ": ", "");
    return new RunException(
        "Cannot write to the output folder: "
            + root
            + " ("
            + why
            + "; make room or give write permission there, or choose another with --output)",
        cause);
  }
}
