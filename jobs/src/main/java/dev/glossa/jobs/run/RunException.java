package dev.glossa.jobs.run;

import java.io.IOException;

/** A run cannot begin or go on, for a reason that its message explains to whoever started it. */
public final class RunException extends IOException {

  private static final long serialVersionUID = 1L;

  /**
   * @param message {@code Cannot DO: VALUE (why; what to do)}
   */
  public RunException(String message) {
    super(message);
  }

  /**
   * @param message {@code Cannot DO: VALUE (why; what to do)}
   */
  public RunException(String message, Throwable cause) {
    super(message, cause);
  }
}
