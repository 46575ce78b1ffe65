package dev.glossa.jobs.run;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import org.apache.hadoop.fs.Path;

/**
 * A storage whose process dies: the given number of changes is done, the next one is not, and after
 * that nothing is any more, as no {@code finally} runs in a process that is gone.
 */
final class CrashingStorage implements Storage {

  /** The death. */
  static final class Crash extends Error {
    private static final long serialVersionUID = 1L;
  }

  private final Storage storage;
  private int left;

  CrashingStorage(Storage storage, int changes) {
    this.storage = storage;
    this.left = changes;
  }

  private void change() {
    if (left-- <= 0) {
      throw new Crash();
    }
  }

  @Override
  public boolean exists(Path path) throws IOException {
    return storage.exists(path);
  }

  @Override
  public List<Entry> list(Path folder) throws IOException {
    return storage.list(folder);
  }

  @Override
  public InputStream open(Path file) throws IOException {
    return storage.open(file);
  }

  @Override
  public void makeFolder(Path folder) throws IOException {
    change();
    storage.makeFolder(folder);
  }

  @Override
  public boolean createNew(Path file, byte[] bytes) throws IOException {
    change();
    return storage.createNew(file, bytes);
  }

  @Override
  public void replace(Path file, byte[] bytes) throws IOException {
    change();
    storage.replace(file, bytes);
  }

  @Override
  public boolean renameFolder(Path from, Path to) throws IOException {
    change();
    return storage.renameFolder(from, to);
  }

  @Override
  public void delete(Path path) throws IOException {
    change();
    storage.delete(path);
  }

  @Override
  public void sync(Path folder) throws IOException {
    change();
    storage.sync(folder);
  }
}
