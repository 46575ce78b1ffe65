package dev.glossa.jobs.run;

import java.io.IOException;

/** The folder that a command was given is not one that it can work on. */
public final class FolderException extends IOException {

  private static final long serialVersionUID = 1L;

  /**
   * @param message {@code Cannot DO: VALUE (why; what to do)}
   */
  public FolderException(String message) {
    super(message);
  }
}
