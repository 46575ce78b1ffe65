package dev.glossa.jobs.corpus;

import dev.glossa.jobs.config.InputSettings;
import dev.glossa.jobs.path.GivenPath;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.TreeMap;
import org.apache.hadoop.conf.Configuration;

/**
 * The files that the input's paths lead to, each once by its real place, in the order of their
 * sources, which does not depend on the file system's. Of several ways to a file the one through
 * the fewest links gives its source, so folders behind links are gone through last.
 */
final class Listing {
  private static final Comparator<Found> FEWEST_LINKS =
      Comparator.<Found>comparingInt(found -> found.node().links())
          .thenComparing(found -> found.node().source());

  private final InputSettings input;
  private final OwnOutput output;
  private final TreeMap<String, Split> files = new TreeMap<>();
  private final TreeMap<String, Unread> unread = new TreeMap<>();
  private final TreeMap<String, Integer> skipped = new TreeMap<>();
  private final List<String> problems = new ArrayList<>();
  private final List<String> covered = new ArrayList<>();
  private final Set<String> seen = new HashSet<>();

  /**
   * Something that cannot be read, and is no file or folder whose content fails.
   *
   * @param folder whether everything below it is out of sight
   */
  record Unread(String source, String name, boolean folder, String message) {}

  /** A file or folder, and the file system that it is in. */
  private record Found(FileTree tree, Node node) {}

  /**
   * Lists the input.
   *
   * @param output of the run, which is never input; "" for none
   */
  Listing(InputSettings input, String output, Configuration conf) {
    this.input = input;
    this.output = OwnOutput.at(output, conf);
    PriorityQueue<Found> found = new PriorityQueue<>(FEWEST_LINKS);
    for (String path : input.paths()) {
      found.addAll(roots(path, conf));
    }
    while (!found.isEmpty()) {
      take(found.poll(), found);
    }
    if (problems.isEmpty() && files.isEmpty() && unread.isEmpty()) {
      problems.add(
          "Cannot read input: "
              + String.join(", ", input.paths())
              + " (no file ends in "
              + FileFormat.ENDINGS
              + ", also with .gz"
              + (skipped.isEmpty() ? "" : "; passed over: " + said(skipped))
              + "; give other paths or set input.format)");
    }
  }

  /** One split for each file, whole, in the order of sources. */
  List<Split> files() {
    return List.copyOf(files.values());
  }

  /** Files and folders that cannot be opened, in the order of sources. */
  List<Unread> unread() {
    return List.copyOf(unread.values());
  }

  /** How many files were passed over by reason: an ending, "no ending", or their kind. */
  TreeMap<String, Integer> skipped() {
    return skipped;
  }

  List<String> problems() {
    return problems;
  }

  /** The sources that the listing would have found. */
  Coverage coverage() {
    List<String> paths = new ArrayList<>(covered);
    unread.values().stream()
        .filter(Unread::folder)
        .forEach(folder -> paths.add(Coverage.unread(folder.source())));
    return new Coverage(paths);
  }

  /** Counts in words, such as {@code 2 .pdf, 1 hidden}. */
  static String said(java.util.Map<String, Integer> counts) {
    return String.join(
        ", ",
        counts.entrySet().stream().map(each -> each.getValue() + " " + each.getKey()).toList());
  }

  private List<Found> roots(String given, Configuration conf) {
    try {
      Optional<Path> local = GivenPath.local(given, conf);
      boolean isRelative = !given.startsWith("/") && !given.matches("(?is)file:/.*");
      FileTree tree =
          local.isPresent()
              ? new LocalTree(local.get(), isRelative)
              : new HadoopTree(GivenPath.hadoop(given, conf), conf);
      // A file may really be called a[1].txt, so the plain name goes first.
      Optional<Node> literal = tree.literal();
      if (literal.isPresent()) {
        Node root = literal.get();
        if (output.holds(root)) {
          problems.add(
              "Cannot read input: "
                  + given
                  + " (it lies in the output folder, or is it; choose another --output)");
          return List.of();
        }
        covered.add(root.source());
        return List.of(new Found(tree, root));
      }
      covered.add(Coverage.glob(LocalTree.text(tree.start().source()), tree.below()));
      List<Node> found = Glob.find(tree);
      if (found.isEmpty()) {
        throw new FileNotFoundException(given);
      }
      return found.stream().map(node -> new Found(tree, node)).toList();
    } catch (FileNotFoundException e) {
      problems.add(
          "Cannot read input: " + given + " (there is no such file or folder; check --input)");
    } catch (IOException | IllegalArgumentException e) {
      problems.add(
          "Cannot read input: "
              + given
              + " ("
              + e.getMessage()
              + "; check the path, its file system and its rights)");
    }
    return List.of();
  }

  private void take(Found found, PriorityQueue<Found> others) {
    Node node = found.node();
    if (output.holds(node)) {
      skip("of the output folder");
      return;
    }
    switch (node.kind()) {
      case FOLDER -> {
        if (seen.add(node.real())) {
          walk(found, others);
        }
      }
      case FILE -> {
        Optional<FileFormat> format = FileFormat.of(node.name(), input.format());
        if (format.isEmpty()) {
          skip(FileFormat.ending(node.name()));
        } else if (seen.add(node.real())) {
          files.put(node.source(), Split.of(node, format.get()));
        }
      }
      case SPECIAL -> fail(node, "it is a pipe, socket or device; write its content into a file");
      case DEAD_LINK -> fail(node, "the link leads nowhere, or in a circle; mend or remove it");
    }
  }

  private void walk(Found found, PriorityQueue<Found> others) {
    FileTree tree = found.tree();
    List<Node> children;
    boolean hasResults;
    try {
      children = tree.children(found.node());
      hasResults = holdsResults(tree, children);
    } catch (IOException e) {
      Node folder = found.node();
      String why = Failures.reason(e) + "; give read permission or repair it";
      unread.put(
          folder.source(),
          new Unread(
              folder.source(),
              folder.name(),
              true,
              "Cannot read folder: nothing in it was read (" + why + ")"));
      return;
    }
    for (Node child : children) {
      Optional<String> side = SideFiles.kind(child.name());
      if (side.isPresent()) {
        skip(side.get());
      } else if (hasResults && OwnOutput.PUBLISHED.contains(child.name())) {
        skip("results of Glossa");
      } else {
        others.add(new Found(tree, child));
      }
    }
  }

  /** Whether these are the children of an output folder that another run has written to. */
  private static boolean holdsResults(FileTree tree, List<Node> children) throws IOException {
    for (Node child : children) {
      if (child.name().equals("data") && child.kind() == Node.Kind.FOLDER) {
        for (Node wave : tree.children(child)) {
          if (wave.name().startsWith("wave=")
              && wave.kind() == Node.Kind.FOLDER
              && tree.child(wave, "_manifest.json").isPresent()) {
            return true;
          }
        }
      }
    }
    return false;
  }

  /** What cannot be opened counts as input unless its ending says that it is none. */
  private void fail(Node node, String why) {
    String ending = FileFormat.ending(node.name());
    if (!ending.isEmpty() && FileFormat.of(node.name(), input.format()).isEmpty()) {
      skip(ending);
    } else {
      unread.put(
          node.source(), new Unread(node.source(), node.name(), false, "Cannot read file: " + why));
    }
  }

  private void skip(String kind) {
    skipped.merge(kind.isEmpty() ? "without ending" : kind, 1, Integer::sum);
  }
}
