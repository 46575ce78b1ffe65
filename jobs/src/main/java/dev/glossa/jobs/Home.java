package dev.glossa.jobs;

import java.nio.file.Path;

/** Glossa's own folder, where submit.sh stands. */
final class Home {
  private Home() {}

  /** The folder that submit.sh names, or the working directory where Spark was called otherwise. */
  static Path folder() {
    String home = System.getenv("GLOSSA_HOME");
    return Path.of(home == null ? "" : home).toAbsolutePath().normalize();
  }
}
