package dev.glossa.jobs.corpus;

import dev.glossa.jobs.path.GivenPath;
import java.io.IOException;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.GlobExpander;
import org.apache.hadoop.fs.GlobPattern;
import org.apache.hadoop.fs.Path;

/**
 * Which sources a run speaks for: whatever its input paths name, whether it is still there or not.
 * A file below them that a run does not find is gone; one elsewhere is none of its business.
 */
public final class Coverage implements Serializable {
  private static final long serialVersionUID = 1L;
  private static final String GLOB = "glob:";

  private final List<String> paths;
  private transient List<List<GlobPattern>> patterns;

  /**
   * Reads what {@link #paths} gave.
   *
   * @param paths each absolute: a file or folder as the column {@code source} writes it, or a glob
   *     behind {@code glob:}
   */
  public Coverage(List<String> paths) {
    this.paths = List.copyOf(paths);
  }

  /**
   * What input paths cover, by the rule of the listing: a path that exists is meant as it is
   * written, and one that does not is a glob.
   */
  public static Coverage of(List<String> inputs, Configuration conf) throws IOException {
    List<String> paths = new ArrayList<>();
    for (String input : inputs) {
      Path path = GivenPath.hadoop(input, conf);
      FileSystem system = path.getFileSystem(conf);
      String absolute = Split.source(system.makeQualified(path).toString());
      paths.add(system.exists(path) ? absolute : GLOB + absolute);
    }
    return new Coverage(paths);
  }

  /** The paths, as the constructor takes them. */
  public List<String> paths() {
    return paths;
  }

  /** Whether a source is one of the paths, lies below one, or below what a glob matches. */
  public boolean covers(String source) {
    for (String path : paths) {
      if (source.equals(path) || source.startsWith(path.endsWith("/") ? path : path + "/")) {
        return true;
      }
    }
    String[] names = source.split("/", -1);
    return patterns().stream().anyMatch(pattern -> matches(pattern, names));
  }

  private static boolean matches(List<GlobPattern> pattern, String[] names) {
    if (pattern.size() > names.length) {
      return false;
    }
    for (int i = 0; i < pattern.size(); i++) {
      if (!pattern.get(i).matches(names[i])) {
        return false;
      }
    }
    return true;
  }

  private List<List<GlobPattern>> patterns() {
    if (patterns == null) {
      List<List<GlobPattern>> all = new ArrayList<>();
      for (String path : paths) {
        if (path.startsWith(GLOB)) {
          for (String pattern : expand(path.substring(GLOB.length()))) {
            List<GlobPattern> names = new ArrayList<>();
            for (String name : pattern.split("/", -1)) {
              names.add(new GlobPattern(name));
            }
            all.add(names);
          }
        }
      }
      patterns = all;
    }
    return patterns;
  }

  /** A brace may hold slashes, so braces are taken apart before the path is. */
  private static List<String> expand(String glob) {
    try {
      return GlobExpander.expand(glob);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read the glob: " + glob, e);
    }
  }
}
