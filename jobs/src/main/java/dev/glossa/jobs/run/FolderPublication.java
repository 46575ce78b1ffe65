package dev.glossa.jobs.run;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.List;
import org.apache.hadoop.fs.Path;

/**
 * Publication by renaming folders: into {@code data/wave=ID} from staging, and out of it into
 * {@code _withdrawn}, where they are deleted.
 */
final class FolderPublication implements Publication {
  private static final String PREFIX = "wave=";

  private final OutputFolder folder;
  private final Storage storage;

  FolderPublication(OutputFolder folder) {
    this.folder = folder;
    this.storage = folder.storage();
  }

  @Override
  public List<String> visible() throws IOException {
    // A listing of a folder that changes meanwhile may show neither the wave that comes nor the
    // one that goes for it. Two equal listings in a row cannot both have missed the same one.
    List<String> ids = list();
    for (List<String> again = list(); !again.equals(ids); again = list()) {
      ids = again;
    }
    return ids;
  }

  private List<String> list() throws IOException {
    return storage.list(folder.data()).stream()
        .filter(entry -> entry.folder() && entry.name().startsWith(PREFIX))
        .map(entry -> entry.name().substring(PREFIX.length()))
        .toList();
  }

  @Override
  public Path folder(String id) {
    return new Path(folder.data(), PREFIX + id);
  }

  @Override
  public Manifest manifest(String id) throws IOException {
    byte[] json;
    try {
      json = storage.read(new Path(folder(id), ManifestParser.FILE));
    } catch (NoSuchFileException e) {
      throw (IOException) new FileNotFoundException(e.getMessage()).initCause(e);
    }
    Manifest manifest = ManifestParser.fromJson(json);
    if (!manifest.wave().equals(id)) {
      throw new IOException("it is the manifest of wave " + manifest.wave());
    }
    return manifest;
  }

  @Override
  public boolean publish(Path staged, String id) throws IOException {
    storage.makeFolder(folder.data());
    return storage.renameFolder(staged, folder(id));
  }

  @Override
  public void withdraw(List<String> ids) throws IOException {
    if (ids.isEmpty()) {
      return;
    }
    storage.makeFolder(withdrawn());
    for (String id : ids) {
      if (storage.exists(folder(id))) {
        storage.renameFolder(folder(id), new Path(withdrawn(), id));
      }
    }
    sweep();
  }

  @Override
  public void sweep() throws IOException {
    storage.delete(withdrawn());
  }

  private Path withdrawn() {
    return new Path(folder.root(), "_withdrawn");
  }
}
