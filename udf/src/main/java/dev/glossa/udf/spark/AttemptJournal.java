package dev.glossa.udf.spark;

import java.io.BufferedReader;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocalFileSystem;
import org.apache.hadoop.fs.Path;

/**
 * Which documents were inside a model when a process died.
 *
 * <p>Every task attempt keeps one small file: a line {@code +key} before a document goes in, {@code
 * !key} instead where it goes in alone, and {@code -key} when it has come out. The file goes with
 * an attempt that ends well; one that stays behind names the suspects.
 *
 * @param folder where a stage's files lie, on a file system that all executors share
 */
public record AttemptJournal(String folder) implements Serializable {
  private static final int KEY = 64;

  /**
   * Reads the files of dead attempts.
   *
   * @return key → how often a process died while the document was alone in it, possibly 0
   */
  public Map<String, Integer> suspects() {
    Map<String, Integer> suspects = new HashMap<>();
    try {
      Path path = new Path(folder);
      FileSystem files = files(path);
      if (files.exists(path)) {
        for (FileStatus file : files.listStatus(path)) {
          Map<String, Character> inside = inside(files, file.getPath());
          inside.forEach((key, how) -> suspects.merge(key, how == '!' ? 1 : 0, Integer::sum));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read the journals of earlier attempts: " + folder, e);
    }
    return suspects;
  }

  private static FileSystem files(Path path) throws IOException {
    FileSystem files = path.getFileSystem(new Configuration());
    // Checksums lie in a second file, which is at odds with the first while that is being written.
    return files instanceof LocalFileSystem local ? local.getRaw() : files;
  }

  /**
   * The documents that went in and did not come out, as one file says. A last line cut short is
   * passed over.
   */
  private static Map<String, Character> inside(FileSystem files, Path file) throws IOException {
    Map<String, Character> inside = new HashMap<>();
    try (BufferedReader lines =
        new BufferedReader(new InputStreamReader(files.open(file), StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (line.length() == KEY + 1) {
          if (line.charAt(0) == '-') {
            inside.remove(line.substring(1));
          } else {
            inside.put(line.substring(1), line.charAt(0));
          }
        }
      }
    } catch (FileNotFoundException gone) {
      // An attempt of another partition ended well between listing and reading.
      inside.clear();
    }
    return inside;
  }

  /** Starts the file of one task attempt. */
  public Attempt attempt(String name) {
    try {
      Path path = new Path(folder, name);
      FileSystem files = files(path);
      return new Attempt(files, path, files.create(path, true));
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot write the journal of an attempt: " + folder, e);
    }
  }

  /** The file of a running attempt. */
  public static final class Attempt {
    private final FileSystem files;
    private final Path path;
    private final FSDataOutputStream out;

    private Attempt(FileSystem files, Path path, FSDataOutputStream out) {
      this.files = files;
      this.path = path;
      this.out = out;
    }

    void in(String key, boolean alone) {
      line(alone ? '!' : '+', key);
    }

    void out(String key) {
      line('-', key);
    }

    private void line(char what, String key) {
      try {
        out.write((what + key + '\n').getBytes(StandardCharsets.UTF_8));
        // The line must outlive this process, not this machine: no need to wait for the disk.
        out.hflush();
      } catch (IOException e) {
        throw new UncheckedIOException("Cannot write the journal of an attempt: " + path, e);
      }
    }

    /** Ends the file; one of an attempt that ended well is removed. */
    void close(boolean well) {
      try {
        out.close();
        if (well) {
          files.delete(path, false);
        }
      } catch (IOException e) {
        throw new UncheckedIOException("Cannot close the journal of an attempt: " + path, e);
      }
    }
  }
}
