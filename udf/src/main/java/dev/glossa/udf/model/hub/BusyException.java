package dev.glossa.udf.model.hub;

import java.io.IOException;
import java.util.concurrent.TimeUnit;

/** A server that is busy and asks to be tried again later. */
final class BusyException extends IOException {
  private static final long serialVersionUID = 1L;

  private final long milliseconds;

  /**
   * @param retryAfter the header of that name; only its form in seconds is understood
   */
  BusyException(int status, String retryAfter) {
    super("status " + status);
    this.milliseconds =
        retryAfter.matches("[0-9]{1,6}")
            ? TimeUnit.SECONDS.toMillis(Long.parseLong(retryAfter))
            : 0;
  }

  /** How long the server wants to be left alone; 0 where it did not say. */
  long milliseconds() {
    return milliseconds;
  }
}
