package dev.glossa.jobs.corpus;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * The local disk through Java's own calls: Hadoop's take a colon in a name for the end of a scheme,
 * look for checksums beside each file and cannot reach names that are no UTF-8.
 */
final class LocalTree implements FileTree {
  private final Path path;
  private final Path start;
  private final String below;

  /**
   * A tree with a given path in it.
   *
   * @param path absolute
   * @param isRelative whether it was given from the working directory on, whose own signs are then
   *     no glob
   */
  LocalTree(Path path, boolean isRelative) {
    this.path = path;
    Path working = Path.of("").toAbsolutePath().normalize();
    this.start = isRelative && path.startsWith(working) ? working : path.getRoot();
    this.below = start.relativize(path).toString();
  }

  @Override
  public Optional<Node> literal() throws IOException {
    return find(path);
  }

  @Override
  public Node start() throws IOException {
    return node(start, null);
  }

  @Override
  public String below() {
    return below;
  }

  @Override
  public Optional<Node> child(Node folder, String name) throws IOException {
    return find(path(folder).resolve(name));
  }

  private static Optional<Node> find(Path path) throws IOException {
    try {
      return Optional.of(node(path, null));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (AccessDeniedException e) {
      throw e;
    } catch (IOException e) {
      // Such as a file where a folder would have to be.
      return Optional.empty();
    }
  }

  @Override
  public List<Node> children(Node folder) throws IOException {
    List<Node> children = new ArrayList<>();
    try (DirectoryStream<Path> paths = Files.newDirectoryStream(path(folder))) {
      for (Path path : paths) {
        try {
          children.add(node(path, folder));
        } catch (NoSuchFileException gone) {
          // Removed after the folder was read.
          continue;
        }
      }
    } catch (DirectoryIteratorException e) {
      throw e.getCause();
    }
    children.sort(Comparator.comparing(Node::source));
    return children;
  }

  /** The real place of a path, of which the end need not be there yet; as {@link Node#real} is. */
  static String real(Path path) throws IOException {
    Path there = path;
    while (!Files.exists(there) && there.getParent() != null) {
      there = there.getParent();
    }
    return address(there.toRealPath().resolve(there.relativize(path)));
  }

  static Path path(Node node) {
    return Streams.local(node.address());
  }

  /** A local source as text, malformed bytes replaced by U+FFFD; another as it is. */
  static String text(String source) {
    return source.startsWith("file:///")
        ? new String(bytes(source), StandardCharsets.UTF_8)
        : source;
  }

  private static Node node(Path path, Node folder) throws IOException {
    BasicFileAttributes its =
        Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
    String address = address(path);
    boolean isLink = its.isSymbolicLink();
    String real;
    if (isLink) {
      try {
        real = address(path.toRealPath());
        its = Files.readAttributes(path, BasicFileAttributes.class);
      } catch (IOException e) {
        return node(address, Node.Kind.DEAD_LINK, 0, address, 1);
      }
    } else if (folder == null) {
      real = address(path.toRealPath());
    } else {
      real = plain(folder.real()) + address.substring(address.lastIndexOf('/'));
    }
    int links = folder == null ? 0 : folder.links();
    links += address.equals(real) || folder != null && !isLink ? 0 : 1;
    Node.Kind kind =
        its.isDirectory()
            ? Node.Kind.FOLDER
            : its.isRegularFile() ? Node.Kind.FILE : Node.Kind.SPECIAL;
    return node(address, kind, its.size(), real, links);
  }

  private static Node node(String address, Node.Kind kind, long bytes, String real, int links) {
    byte[] path = bytes(address);
    String text = new String(path, StandardCharsets.UTF_8);
    String name = text.substring(text.lastIndexOf('/') + 1);
    return new Node(address, isUtf8(path) ? text : address, name, kind, bytes, real, links);
  }

  /** The path's URI without the slash that marks a folder, but for the root. */
  private static String address(Path path) {
    String uri = path.toUri().toString();
    return path.getNameCount() == 0 ? uri : plain(uri);
  }

  private static String plain(String uri) {
    return uri.endsWith("/") ? uri.substring(0, uri.length() - 1) : uri;
  }

  /** The bytes of an address' path. */
  private static byte[] bytes(String address) {
    ByteBuffer bytes = ByteBuffer.allocate(address.length());
    for (int i = "file://".length(); i < address.length(); i++) {
      if (address.charAt(i) == '%') {
        bytes.put((byte) Integer.parseInt(address.substring(i + 1, i + 3), 16));
        i += 2;
      } else {
        bytes.put((byte) address.charAt(i));
      }
    }
    byte[] path = new byte[bytes.position()];
    bytes.flip().get(path);
    return path;
  }

  private static boolean isUtf8(byte[] bytes) {
    try {
      StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
      return true;
    } catch (CharacterCodingException e) {
      return false;
    }
  }
}
