package dev.glossa.udf.model.hub;

import java.util.regex.Pattern;

/**
 * A model's name on the hub.
 *
 * @param id {@code org/name}, or a bare {@code name} as the oldest models have
 * @param revision a branch, a tag or a commit's 40 hexadecimal digits
 */
public record HubName(String id, String revision) {
  /** Marks a name where a folder could stand as well. */
  public static final String PREFIX = "hf:";

  private static final String MAIN = "main";
  private static final String WORD = "[A-Za-z0-9_](?:[A-Za-z0-9_.-]{0,94}[A-Za-z0-9_])?";
  private static final Pattern ID = Pattern.compile("(?:" + WORD + "/)?" + WORD);
  private static final Pattern REVISION =
      Pattern.compile("[A-Za-z0-9_][A-Za-z0-9_.-]*(?:/[A-Za-z0-9_][A-Za-z0-9_.-]*){0,8}");
  private static final Pattern COMMIT = Pattern.compile("[0-9a-f]{40}");

  /**
   * Checks both parts: names become folders, so none may lead anywhere else.
   *
   * @throws IllegalArgumentException when they are not names that the hub gives
   */
  public HubName {
    if (!ID.matcher(id).matches()
        || id.contains("--")
        || id.contains("..")
        || id.endsWith(".git")) {
      throw new IllegalArgumentException(
          "Cannot use " + PREFIX + id + " (not a model's name on the hub; it is org/name)");
    }
    if (!REVISION.matcher(revision).matches()
        || revision.contains("..")
        || revision.length() > 200) {
      throw new IllegalArgumentException(
          "Cannot use "
              + PREFIX
              + id
              + "@"
              + revision
              + " (not a revision; name a branch, a tag or a commit)");
    }
  }

  /** Whether a model's path is a name on the hub. */
  public static boolean isName(String path) {
    return path.startsWith(PREFIX);
  }

  /**
   * Reads {@code hf:org/name} or {@code hf:org/name@revision}; without the latter the branch main
   * is meant.
   *
   * @throws IllegalArgumentException when it is no such name
   */
  public static HubName parse(String path) {
    String name = isName(path) ? path.substring(PREFIX.length()) : path;
    int at = name.indexOf('@');
    return at < 0
        ? new HubName(name, MAIN)
        : new HubName(name.substring(0, at), name.substring(at + 1));
  }

  /** The same model at one commit. */
  public HubName at(String commit) {
    return new HubName(id, commit);
  }

  /** Whether the revision is a commit, which never changes. */
  boolean isCommit() {
    return isCommit(revision);
  }

  static boolean isCommit(String revision) {
    return COMMIT.matcher(revision).matches();
  }

  /** As it stands in settings, the branch main left out. */
  @Override
  public String toString() {
    return PREFIX + id + (revision.equals(MAIN) ? "" : "@" + revision);
  }
}
