package dev.glossa.jobs.config;

import dev.glossa.udf.model.hub.HubName;
import java.nio.file.Path;
import java.util.regex.Pattern;

/** Where the files of a model are, as {@code models.NAME.path} says. */
public sealed interface ModelPlace {
  /** A scheme of two letters or more, and a slash: no local path that anybody means begins so. */
  Pattern SCHEME = Pattern.compile("[A-Za-z][A-Za-z0-9+.-]+:/.*", Pattern.DOTALL);

  /** The place as any file of settings could name it. */
  String text();

  /** A folder of this machine, by its absolute path. */
  record Folder(Path folder) implements ModelPlace {
    @Override
    public String text() {
      return folder.toString();
    }
  }

  /** A model of Hugging Face's hub. */
  record OnHub(HubName name) implements ModelPlace {
    @Override
    public String text() {
      return name.toString();
    }
  }

  /** A folder of another file system, as Hadoop writes its path. */
  record OnHadoop(String text) implements ModelPlace {}

  /**
   * Reads a path.
   *
   * @param start where a relative one begins
   * @throws IllegalArgumentException when it is neither a path nor a name on the hub
   */
  static ModelPlace parse(String path, Path start) {
    if (HubName.isName(path)) {
      return new OnHub(HubName.parse(path));
    }
    if (SCHEME.matcher(path).matches() && !path.startsWith("file:")) {
      return new OnHadoop(path);
    }
    String local = path.replaceFirst("^file:/+", "/");
    return new Folder(start.resolve(local).toAbsolutePath().normalize());
  }
}
