package dev.glossa.jobs.corpus;

import dev.glossa.jobs.path.GivenPath;
import java.io.IOException;
import java.util.Optional;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/**
 * The run's output folder, which is never input, by whatever glob or link the input leads there.
 *
 * @param real its real place as {@link Node#real} is, or "" for none
 */
record OwnOutput(String real) {
  /** The parts of an output folder that are meant for people; the rest is hidden. */
  static final Set<String> PUBLISHED = Set.of("data", "report");

  static OwnOutput at(String output, Configuration conf) {
    if (output.isEmpty()) {
      return new OwnOutput("");
    }
    try {
      Optional<java.nio.file.Path> local = GivenPath.local(output, conf);
      if (local.isPresent()) {
        return new OwnOutput(LocalTree.real(local.get()));
      }
      Path path = GivenPath.hadoop(output, conf);
      return new OwnOutput(path.getFileSystem(conf).makeQualified(path).toString());
    } catch (IOException | IllegalArgumentException e) {
      // Whoever opens the output tells what is wrong with it.
      return new OwnOutput("");
    }
  }

  /**
   * Whether this is the output folder or something that a run has put there. Documents of a folder
   * beside {@code data}, as with {@code --output . --input texts}, are not.
   */
  boolean holds(Node node) {
    if (real.isEmpty() || !node.real().startsWith(real)) {
      return false;
    }
    String below = node.real().substring(real.length());
    return below.isEmpty()
        || below.startsWith("/_")
        || PUBLISHED.stream().anyMatch(its -> (below + "/").startsWith("/" + its + "/"));
  }
}
