package dev.glossa.jobs.run;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.CreateFlag;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileAlreadyExistsException;
import org.apache.hadoop.fs.FileContext;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Options;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RemoteIterator;
import org.apache.hadoop.fs.UnsupportedFileSystemException;

/**
 * HDFS, where the name node does each of these operations at once. {@code FileContext} and not
 * {@code FileSystem}, whose rename moves a folder <em>into</em> a target that exists.
 */
final class HadoopStorage implements Storage {

  private final FileContext files;

  HadoopStorage(Path root, Configuration configuration) throws UnsupportedFileSystemException {
    this.files = FileContext.getFileContext(root.toUri(), configuration);
  }

  @Override
  public boolean exists(Path path) throws IOException {
    return files.util().exists(path);
  }

  @Override
  public List<Entry> list(Path folder) throws IOException {
    List<Entry> entries = new ArrayList<>();
    try {
      RemoteIterator<FileStatus> all = files.listStatus(folder);
      while (all.hasNext()) {
        FileStatus one = all.next();
        entries.add(
            new Entry(
                one.getPath().getName(),
                one.isDirectory(),
                one.getLen(),
                one.getModificationTime()));
      }
    } catch (FileNotFoundException none) {
      return List.of();
    }
    entries.sort(Comparator.comparing(Entry::name));
    return entries;
  }

  @Override
  public void makeFolder(Path folder) throws IOException {
    files.mkdir(folder, null, true);
  }

  @Override
  public InputStream open(Path file) throws IOException {
    return files.open(file);
  }

  @Override
  public boolean createNew(Path file, byte[] bytes) throws IOException {
    try (FSDataOutputStream out = files.create(file, EnumSet.of(CreateFlag.CREATE))) {
      out.write(bytes);
      out.hsync();
      return true;
    } catch (FileAlreadyExistsException exists) {
      return false;
    }
  }

  @Override
  public void replace(Path file, byte[] bytes) throws IOException {
    Path next = file.suffix(".next");
    try (FSDataOutputStream out =
        files.create(next, EnumSet.of(CreateFlag.CREATE, CreateFlag.OVERWRITE))) {
      out.write(bytes);
      out.hsync();
    }
    files.rename(next, file, Options.Rename.OVERWRITE);
  }

  @Override
  public boolean renameFolder(Path from, Path to) throws IOException {
    try {
      files.rename(from, to, Options.Rename.NONE);
      return true;
    } catch (FileAlreadyExistsException exists) {
      return false;
    }
  }

  @Override
  public void delete(Path path) throws IOException {
    try {
      files.delete(path, true);
    } catch (FileNotFoundException none) {
      // Gone already, which is what was asked for.
    }
  }

  /** HDFS has acknowledged every closed file from all its replicas; there is no more to ask for. */
  @Override
  public void sync(Path folder) {}
}
