package dev.glossa.jobs.corpus;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Which sources a run speaks for: whatever its input paths name, whether it is still there or not,
 * but for what lies below a folder that could not be read. A file among them that a run does not
 * find is gone; one elsewhere is none of its business.
 */
public final class Coverage implements Serializable {
  private static final long serialVersionUID = 1L;
  private static final String GLOB = "glob:";
  private static final String UNREAD = "unread:";

  private final List<String> paths;
  private transient List<Pattern> patterns;

  /**
   * Reads what {@link #paths} gave.
   *
   * @param paths each absolute: a file or folder as the column {@code source} writes it, a glob
   *     behind {@code glob:}, or a folder that could not be read behind {@code unread:}
   */
  public Coverage(List<String> paths) {
    this.paths = List.copyOf(paths);
  }

  /**
   * A path with wildcards.
   *
   * @param start the source of the folder where it was given, which is no glob
   */
  static String glob(String start, String below) {
    String root = start.endsWith("/") ? start.substring(0, start.length() - 1) : start;
    return GLOB + root.replaceAll("[*?\\[\\]{}\\\\]", "\\\\$0") + "/" + below;
  }

  /** A folder of which nothing is known. */
  static String unread(String source) {
    return UNREAD + source;
  }

  /** The paths, as the constructor takes them. */
  public List<String> paths() {
    return paths;
  }

  /** Whether a source is one of the paths, lies below one, or below what a glob matches. */
  public boolean covers(String source) {
    String text = LocalTree.text(source);
    boolean isCovered = false;
    for (String path : paths) {
      if (path.startsWith(UNREAD)) {
        if (isBelow(text, LocalTree.text(path.substring(UNREAD.length())))) {
          return false;
        }
      } else if (!path.startsWith(GLOB)) {
        String root = LocalTree.text(path);
        isCovered |= text.equals(root) || isBelow(text, root);
      }
    }
    return isCovered || patterns().stream().anyMatch(each -> each.matcher(text).matches());
  }

  private static boolean isBelow(String source, String folder) {
    return source.startsWith(folder.endsWith("/") ? folder : folder + "/");
  }

  private List<Pattern> patterns() {
    if (patterns == null) {
      List<Pattern> all = new ArrayList<>();
      for (String path : paths) {
        if (path.startsWith(GLOB)) {
          all.add(Glob.covered(path.substring(GLOB.length())));
        }
      }
      patterns = all;
    }
    return patterns;
  }
}
