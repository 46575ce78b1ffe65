package dev.glossa.jobs.corpus;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RemoteIterator;

/** Any other of Hadoop's file systems. Those that know links follow them by themselves. */
final class HadoopTree implements FileTree {
  private final FileSystem system;
  private final Path whole;
  private final Path start;
  private final String below;

  /** A tree with a given path in it. */
  HadoopTree(Path path, Configuration conf) throws IOException {
    this.system = path.getFileSystem(conf);
    this.whole = path.makeQualified(system.getUri(), system.getWorkingDirectory());
    this.start = new Path(whole.toUri().getScheme(), whole.toUri().getAuthority(), "/");
    this.below = whole.toUri().getPath().replaceFirst("^/", "");
  }

  @Override
  public Optional<Node> literal() throws IOException {
    return find(whole);
  }

  @Override
  public Node start() {
    return new Node(start.toString(), start.toString(), "", Node.Kind.FOLDER, 0, "", 0);
  }

  @Override
  public String below() {
    return below;
  }

  @Override
  public Optional<Node> child(Node folder, String name) throws IOException {
    // Not by Hadoop's own joining, which takes a colon in the name for the end of a scheme.
    Path path = new Path(folder.address());
    String parent = path.toUri().getPath();
    return find(
        new Path(
            path.toUri().getScheme(),
            path.toUri().getAuthority(),
            (parent.endsWith("/") ? parent : parent + "/") + name));
  }

  private Optional<Node> find(Path path) throws IOException {
    try {
      return Optional.of(node(system.getFileStatus(path)));
    } catch (FileNotFoundException e) {
      return Optional.empty();
    }
  }

  @Override
  public List<Node> children(Node folder) throws IOException {
    List<Node> children = new ArrayList<>();
    RemoteIterator<FileStatus> statuses = system.listStatusIterator(new Path(folder.address()));
    while (statuses.hasNext()) {
      children.add(node(statuses.next()));
    }
    children.sort(Comparator.comparing(Node::source));
    return children;
  }

  private static Node node(FileStatus status) {
    String path = status.getPath().toString();
    Node.Kind kind = status.isDirectory() ? Node.Kind.FOLDER : Node.Kind.FILE;
    return new Node(path, path, status.getPath().getName(), kind, status.getLen(), path, 0);
  }
}
