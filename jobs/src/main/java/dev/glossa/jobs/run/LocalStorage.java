package dev.glossa.jobs.run;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.apache.hadoop.fs.Path;

/** A local disk, or a network file system mounted as one, through Java's own calls. */
final class LocalStorage implements Storage {

  @Override
  public boolean exists(Path path) {
    return Files.exists(local(path), LinkOption.NOFOLLOW_LINKS);
  }

  @Override
  public List<Entry> list(Path folder) throws IOException {
    List<Entry> entries = new ArrayList<>();
    try (Stream<java.nio.file.Path> children = Files.list(local(folder))) {
      for (java.nio.file.Path child : children.sorted().toList()) {
        try {
          BasicFileAttributes its = Files.readAttributes(child, BasicFileAttributes.class);
          String name = child.getFileName().toString();
          long modified = its.lastModifiedTime().toMillis();
          entries.add(new Entry(name, its.isDirectory(), its.size(), modified));
        } catch (NoSuchFileException gone) {
          // Another process removed it after the folder was read.
          continue;
        }
      }
    } catch (NoSuchFileException | NotDirectoryException none) {
      return List.of();
    }
    return entries;
  }

  @Override
  public void makeFolder(Path folder) throws IOException {
    Files.createDirectories(local(folder));
  }

  @Override
  public InputStream open(Path file) throws IOException {
    return Files.newInputStream(local(file));
  }

  @Override
  public boolean createNew(Path file, byte[] bytes) throws IOException {
    java.nio.file.Path local = local(file);
    try (FileChannel channel =
        FileChannel.open(local, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      writeAll(channel, bytes);
      return true;
    } catch (FileAlreadyExistsException exists) {
      return false;
    } catch (IOException e) {
      // A disk with room for a name but not for bytes must not leave a file that means something.
      if (!(e instanceof FileSystemException)) {
        Files.deleteIfExists(local);
      }
      throw e;
    }
  }

  @Override
  public void replace(Path file, byte[] bytes) throws IOException {
    java.nio.file.Path local = local(file);
    java.nio.file.Path next = local.resolveSibling(local.getFileName() + ".next");
    try (FileChannel channel =
        FileChannel.open(
            next,
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.WRITE)) {
      writeAll(channel, bytes);
    }
    Files.move(next, local, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  @Override
  public boolean renameFolder(Path from, Path to) throws IOException {
    // rename(2) itself refuses a target folder that is not empty; the check only words it earlier.
    if (exists(to)) {
      return false;
    }
    try {
      Files.move(local(from), local(to), StandardCopyOption.ATOMIC_MOVE);
    } catch (FileSystemException e) {
      if (exists(from) && exists(to)) {
        return false;
      }
      throw e;
    }
    force(local(to.getParent()));
    return true;
  }

  @Override
  public void delete(Path path) throws IOException {
    java.nio.file.Path local = local(path);
    if (!exists(path)) {
      return;
    }
    try (Stream<java.nio.file.Path> all = Files.walk(local)) {
      for (java.nio.file.Path each : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(each);
      }
    }
  }

  @Override
  public void sync(Path folder) throws IOException {
    try (Stream<java.nio.file.Path> all = Files.walk(local(folder))) {
      for (java.nio.file.Path each : all.toList()) {
        force(each);
      }
    }
  }

  /**
   * Flushes a file or folder. The kernel does it whoever wrote it, so the driver can do it for all.
   */
  private static void force(java.nio.file.Path path) throws IOException {
    try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }

  private static void writeAll(FileChannel channel, byte[] bytes) throws IOException {
    ByteBuffer left = ByteBuffer.wrap(bytes);
    while (left.hasRemaining()) {
      channel.write(left);
    }
    channel.force(true);
  }

  private static java.nio.file.Path local(Path path) {
    return java.nio.file.Path.of(path.toUri().getPath());
  }
}
