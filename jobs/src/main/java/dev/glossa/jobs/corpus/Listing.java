package dev.glossa.jobs.corpus;

import dev.glossa.jobs.config.InputSettings;
import java.io.File;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RemoteIterator;

/**
 * The files that the input's paths lead to, each once, in the order of their paths, which does not
 * depend on the file system's.
 */
final class Listing {
  private final InputSettings input;
  private final Configuration conf;
  private final TreeMap<String, Split> files = new TreeMap<>();
  private final TreeMap<String, Integer> skipped = new TreeMap<>();
  private final List<String> problems = new ArrayList<>();

  Listing(InputSettings input, Configuration conf) {
    this.input = input;
    this.conf = conf;
    for (String path : input.paths()) {
      try {
        add(path);
      } catch (FileNotFoundException e) {
        problems.add(
            "Cannot read input: " + path + " (there is no such file or folder; check --input)");
      } catch (IOException | IllegalArgumentException e) {
        problems.add(
            "Cannot read input: "
                + path
                + " ("
                + e.getMessage()
                + "; check the path, its file system and its rights)");
      }
    }
    if (problems.isEmpty() && files.isEmpty()) {
      int others = skipped.values().stream().mapToInt(Integer::intValue).sum();
      problems.add(
          "Cannot read input: "
              + String.join(", ", input.paths())
              + " (no file ends in "
              + FileFormat.ENDINGS
              + ", also with .gz"
              + (others == 0 ? "" : ", and " + others + " end otherwise: " + skipped.keySet())
              + "; give other paths or set input.format)");
    }
  }

  /** One split for each file, whole, in the order of paths. */
  List<Split> files() {
    return List.copyOf(files.values());
  }

  /** How many files were passed over for their ending, by ending, "" for none. */
  Map<String, Integer> skipped() {
    return skipped;
  }

  List<String> problems() {
    return problems;
  }

  private void add(String pattern) throws IOException {
    Path path = new Path(pattern);
    FileSystem system = path.getFileSystem(conf);
    // A file may really be called a[1].txt, so the plain name goes first.
    FileStatus[] found =
        system.exists(path)
            ? new FileStatus[] {system.getFileStatus(path)}
            : system.globStatus(path);
    if (found == null || found.length == 0) {
      throw new FileNotFoundException(pattern);
    }
    Deque<FileStatus> folders = new ArrayDeque<>();
    for (FileStatus status : found) {
      addOrDefer(status, folders);
    }
    while (!folders.isEmpty()) {
      Path folder = folders.pop().getPath();
      Set<String> names = new HashSet<>();
      RemoteIterator<FileStatus> children = system.listStatusIterator(folder);
      while (children.hasNext()) {
        FileStatus child = children.next();
        names.add(child.getPath().getName());
        if (!isHidden(child.getPath().getName())) {
          addOrDefer(child, folders);
        }
      }
      if (folder.toUri().getScheme().equals("file")) {
        addUnreachable(folder, names);
      }
    }
  }

  /**
   * Adds what a local folder names and Hadoop passes over without a word: names that are not in the
   * locale's encoding, links that lead nowhere. Their reader will make a failure of each.
   */
  private void addUnreachable(Path folder, Set<String> reached) {
    String[] names = new File(folder.toUri()).list();
    if (names == null) {
      return;
    }
    for (String name : names) {
      if (reached.contains(name) || isHidden(name)) {
        continue;
      }
      // Names that cannot be read look alike where they are equally long.
      String path = new Path(folder, name).toString();
      for (int i = 2; files.containsKey(path); i++) {
        path = new Path(folder, name + " (" + i + ")").toString();
      }
      addFile(path, name, 0);
    }
  }

  private void addOrDefer(FileStatus status, Deque<FileStatus> folders) {
    if (status.isDirectory()) {
      folders.push(status);
      return;
    }
    addFile(status.getPath().toString(), status.getPath().getName(), status.getLen());
  }

  /** Takes a file or passes it over, by the ending of its name. */
  private void addFile(String path, String name, long bytes) {
    Optional<FileFormat> format = FileFormat.of(name, input.format());
    if (format.isPresent()) {
      files.put(path, new Split(path, format.get(), FileFormat.isGzip(name), 0, bytes, 0));
    } else {
      skipped.merge(FileFormat.ending(name), 1, Integer::sum);
    }
  }

  private static boolean isHidden(String name) {
    return name.startsWith(".") || name.startsWith("_");
  }
}
