package dev.glossa.jobs.path;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;

/**
 * A path as a person gives it: {@code scheme:/...} is a URI, anything else a path of the default
 * file system, in which a colon or any other sign has no meaning of its own.
 */
public final class GivenPath {
  private static final Pattern URI_FORM =
      Pattern.compile("([A-Za-z][A-Za-z0-9+.-]*):(/.*)", Pattern.DOTALL);

  private GivenPath() {}

  /**
   * The path on the local disk, absolute; nothing where it leads to another file system.
   *
   * <p>What follows {@code file:} is taken as it stands; where there is no such file, {@code %20}
   * and its like are taken for the bytes that they stand for, as in a URI.
   *
   * @throws IllegalArgumentException when no name on the disk can be so
   */
  public static Optional<Path> local(String given, Configuration conf) {
    Matcher uri = URI_FORM.matcher(given);
    try {
      if (!uri.matches()) {
        return isLocal(FileSystem.getDefaultUri(conf).getScheme())
            ? Optional.of(absolute(given))
            : Optional.empty();
      }
      if (isLocal(uri.group(1))) {
        return Optional.of(ofFileUri(uri.group(2)));
      }
      // A folder may be called "notes:", and then this is a path below it.
      return isLocal(FileSystem.getDefaultUri(conf).getScheme()) && exists(absolute(given))
          ? Optional.of(absolute(given))
          : Optional.empty();
    } catch (InvalidPathException e) {
      throw new IllegalArgumentException("no name of a file can be so: " + e.getReason(), e);
    }
  }

  /** The path for Hadoop; of a local one, with the scheme {@code file}. */
  public static org.apache.hadoop.fs.Path hadoop(String given, Configuration conf) {
    Optional<Path> local = local(given, conf);
    if (local.isPresent()) {
      return new org.apache.hadoop.fs.Path("file", "", local.get().toString());
    }
    return URI_FORM.matcher(given).matches()
        ? new org.apache.hadoop.fs.Path(given)
        : new org.apache.hadoop.fs.Path(null, null, given);
  }

  private static Path ofFileUri(String rest) {
    // file:/x and file:///x are the same; in between may stand this machine's name.
    String path = rest.replaceFirst("^//(?:localhost)?(?=/)", "");
    Path literal = absolute(path.replaceFirst("^/+", "/"));
    if (exists(literal) || path.indexOf('%') < 0) {
      return literal;
    }
    try {
      return Path.of(URI.create("file://" + path.replaceFirst("^/+", "/"))).normalize();
    } catch (IllegalArgumentException e) {
      return literal;
    }
  }

  private static boolean isLocal(String scheme) {
    return scheme.toLowerCase(Locale.ROOT).equals("file");
  }

  private static boolean exists(Path path) {
    return Files.exists(path, LinkOption.NOFOLLOW_LINKS);
  }

  private static Path absolute(String path) {
    return Path.of(path).toAbsolutePath().normalize();
  }
}
