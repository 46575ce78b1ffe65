package dev.glossa.jobs.run;

import dev.glossa.jobs.path.GivenPath;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
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

  /** Schemes of file systems that rename a folder at once and refuse to overwrite one. */
  private static final Set<String> WITH_RENAME = Set.of("file", "hdfs", "viewfs");

  private final Path root;
  private final Storage storage;
  private final Configuration configuration;

  OutputFolder(Path root, Storage storage, Configuration configuration) {
    this.root = root;
    this.storage = storage;
    this.configuration = configuration;
  }

  /**
   * The folder to write to; it is made where there is none. Nothing else is written.
   *
   * @throws FolderException when its file system cannot publish a wave by a rename, or it is part
   *     of another output folder
   * @throws RunException when it cannot be written to
   */
  public static OutputFolder forWriting(String folder, Configuration configuration)
      throws IOException {
    OutputFolder output = at(folder, configuration);
    output.refuseInside();
    try {
      output.storage.makeFolder(output.root);
    } catch (IOException e) {
      throw output.unwritable(e);
    }
    return output;
  }

  /**
   * A folder in which runs have published.
   *
   * @throws FolderException when it is not one; the message says what to give instead
   */
  public static OutputFolder forReading(String folder, Configuration configuration)
      throws IOException {
    OutputFolder output = forLooking(folder, configuration);
    if (output.publication().visible().isEmpty()) {
      throw output.unusable(
          "no run has published anything in it yet: the first was interrupted or is under way;"
              + " start the same command again");
    }
    return output;
  }

  /**
   * The folder that a run would write to, whether there is one or not. Nothing is written.
   *
   * @throws FolderException as {@link #forWriting}
   */
  public static OutputFolder forPlanning(String folder, Configuration configuration)
      throws IOException {
    OutputFolder output = at(folder, configuration);
    output.refuseInside();
    return output;
  }

  /**
   * A folder in which runs have published or are about to.
   *
   * @throws FolderException when it is not one; the message says what to give instead
   */
  public static OutputFolder forLooking(String folder, Configuration configuration)
      throws IOException {
    OutputFolder output = at(folder, configuration);
    Storage storage = output.storage;
    if (!storage.exists(output.root)) {
      throw output.unusable("there is none; check --output");
    }
    output.refuseInside();
    boolean touched =
        storage.list(output.root).stream()
            .map(Storage.Entry::name)
            .anyMatch(name -> name.equals("_staging") || Lock.isLock(name));
    if (!touched && output.publication().visible().isEmpty()) {
      throw output.unusable(
          "it is not a folder that a run has written to: it holds no data/wave=*; check --output");
    }
    return output;
  }

  /** Refuses a wave's own folder and the folder of all waves. */
  private void refuseInside() throws IOException {
    Path above = root.getParent();
    if (root.getName().startsWith("wave=") && above != null && above.getParent() != null) {
      throw unusable("it is one wave of " + above.getParent() + "; give that folder");
    }
    boolean waves =
        storage.list(root).stream()
            .anyMatch(entry -> entry.folder() && entry.name().startsWith("wave="));
    if (waves) {
      throw unusable("it holds the waves of " + above + "; give that folder");
    }
  }

  private FolderException unusable(String why) {
    return new FolderException("Cannot use the output folder: " + root + " (" + why + ")");
  }

  private static OutputFolder at(String folder, Configuration configuration) throws IOException {
    Path path;
    try {
      path = GivenPath.hadoop(folder, configuration);
    } catch (IllegalArgumentException e) {
      throw new FolderException(
          "Cannot use the output folder: " + folder + " (no valid path: " + e.getMessage() + ")");
    }
    String named = path.toUri().getScheme();
    String scheme = named == null ? FileSystem.getDefaultUri(configuration).getScheme() : named;
    scheme = scheme.toLowerCase(Locale.ROOT);
    if (!WITH_RENAME.contains(scheme)) {
      throw new FolderException(
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

  /** The folder that readers read, which holds nothing but whole waves. */
  public Path data() {
    return new Path(root, "data");
  }

  /**
   * The folder in which waves are made. It is not in {@code data}, where a reader's glob could find
   * it.
   */
  public Path staging() {
    return new Path(root, "_staging");
  }

  Storage storage() {
    return storage;
  }

  Configuration configuration() {
    return configuration;
  }

  /** How waves of this folder become visible. */
  public Publication publication() {
    return new FolderPublication(this);
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
