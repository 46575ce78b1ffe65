package dev.glossa.udf.model.hub;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** Closes a stream that has stood still for too long, so that whoever reads it gets an error. */
final class Watch implements AutoCloseable {
  private final ScheduledExecutorService clock =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread thread = new Thread(task, "glossa-hub-watch");
            thread.setDaemon(true);
            return thread;
          });
  private volatile boolean moved;

  Watch(InputStream stream, Duration patience) {
    clock.scheduleAtFixedRate(
        () -> {
          if (!moved) {
            close(stream);
          }
          moved = false;
        },
        patience.toMillis(),
        patience.toMillis(),
        TimeUnit.MILLISECONDS);
  }

  /** Says that bytes have come. */
  void moved() {
    moved = true;
  }

  private static void close(InputStream stream) {
    try {
      stream.close();
    } catch (IOException e) {
      // The reader gets its own.
    }
  }

  @Override
  public void close() {
    clock.shutdownNow();
  }
}
