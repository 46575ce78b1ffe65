package dev.glossa.jobs.run;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.hadoop.fs.Path;

/**
 * The right to write to an output folder, which one run has at a time.
 *
 * <p>It is a file {@code _lock.N} that names its owner and an expiry, which a thread keeps moving
 * on. The highest N holds. A lock whose owner is gone is not replaced but outnumbered: whoever
 * creates N+1 has it, and creating a file that must not exist succeeds once. Having created it, a
 * run looks again for another that is alive and gives way, so that of two that saw different
 * folders not both go on.
 *
 * <p>A run whose machine slept past the expiry finds a higher number, or its own file gone, and
 * stops at the next {@link #check}.
 */
public final class Lock implements AutoCloseable {

  /** Long enough for a full garbage collection or a slow name node, short enough to wait out. */
  public static final Duration TERM = Duration.ofMinutes(2);

  private static final Pattern NAME = Pattern.compile("_lock\\.(\\d{1,9})");

  private final OutputFolder folder;
  private final Path file;
  private final Duration term;
  private final ScheduledExecutorService heart;
  private final Thread atExit;
  private Owner owner;
  private String lost;
  private boolean closed;

  private Lock(OutputFolder folder, Path file, Owner owner, Duration term) {
    this.folder = folder;
    this.file = file;
    this.owner = owner;
    this.term = term;
    this.heart =
        Executors.newSingleThreadScheduledExecutor(
            task -> {
              Thread thread = new Thread(task, "output-folder-lock");
              thread.setDaemon(true);
              return thread;
            });
    this.atExit = new Thread(this::release, "output-folder-unlock");
  }

  /**
   * Takes the lock.
   *
   * @param term how long it holds unless renewed; renewed six times within it
   * @throws RunException when another run holds it, or the folder cannot be written to
   */
  public static Lock acquire(OutputFolder folder, Duration term) throws IOException {
    Storage storage = folder.storage();
    Instant now = Instant.now();
    int last = 0;
    for (Map.Entry<Integer, Owner> other : owners(folder, term).entrySet()) {
      if (!other.getValue().gone(now)) {
        throw held(folder, other.getValue());
      }
      last = other.getKey();
    }
    Path file = file(folder, last + 1);
    Owner owner = Owner.here(now.truncatedTo(ChronoUnit.MILLIS), now.plus(term));
    boolean created;
    try {
      created = storage.createNew(file, owner.toJson());
    } catch (IOException e) {
      throw folder.unwritable(e);
    }
    for (Map.Entry<Integer, Owner> other : owners(folder, term).entrySet()) {
      boolean mine = created && other.getKey() == last + 1;
      if (!mine && !other.getValue().gone(now)) {
        if (created) {
          storage.delete(file);
        }
        throw held(folder, other.getValue());
      }
    }
    if (!created) {
      throw new RunException(
          "Cannot lock the output folder: "
              + folder.root()
              + " (another run took the lock and released it at this moment; start again)");
    }
    for (int number = 1; number <= last; number++) {
      storage.delete(file(folder, number));
    }
    Lock lock = new Lock(folder, file, owner, term);
    Runtime.getRuntime().addShutdownHook(lock.atExit);
    long pause = Math.max(1, term.toMillis() / 6);
    lock.heart.scheduleWithFixedDelay(lock::renew, pause, pause, TimeUnit.MILLISECONDS);
    return lock;
  }

  /** Whether a file of this name is a lock. */
  static boolean isLock(String name) {
    return NAME.matcher(name).matches();
  }

  /** Who holds the folder, if anyone does. */
  static Optional<Owner> holder(OutputFolder folder) throws IOException {
    Instant now = Instant.now();
    return owners(folder, TERM).values().stream().filter(owner -> !owner.gone(now)).findFirst();
  }

  /** A name that no other run has. */
  public String run() {
    return owner.run();
  }

  /**
   * Returns if the folder is still this run's.
   *
   * @throws RunException when it is not
   */
  public synchronized void check() throws RunException {
    if (lost == null && !closed) {
      look();
    }
    if (closed || lost != null) {
      throw new RunException(
          "Cannot go on writing to: "
              + folder.root()
              + " ("
              + (closed ? "the lock was released" : lost)
              + "; nothing more is published by this run, start it again)");
    }
  }

  private synchronized void renew() {
    if (closed || lost != null) {
      return;
    }
    look();
    if (lost != null) {
      return;
    }
    Owner next = owner.renewed(Instant.now().plus(term));
    try {
      folder.storage().replace(file, next.toJson());
      owner = next;
    } catch (IOException e) {
      // The next beat tries again; if none succeeds the lock expires and look() says so.
      return;
    }
  }

  private void look() {
    if (!Instant.now().isBefore(owner.until())) {
      lost = "its lock expired at " + owner.until() + " without being renewed";
      return;
    }
    try {
      for (Owner other : owners(folder, term).values()) {
        if (!other.run().equals(owner.run()) && other.started().isAfter(owner.started())) {
          lost = "run " + other.run() + " on " + other.host() + " has taken the lock";
        }
      }
      if (!folder.storage().exists(file)) {
        lost = "its lock file " + file.getName() + " was removed";
      }
    } catch (IOException e) {
      // Unreadable now is not lost; the expiry decides.
      return;
    }
  }

  /** Gives the lock back. */
  @Override
  public void close() {
    release();
    try {
      Runtime.getRuntime().removeShutdownHook(atExit);
    } catch (IllegalStateException e) {
      // The virtual machine is stopping and runs the hook itself.
      return;
    }
  }

  private synchronized void release() {
    if (closed) {
      return;
    }
    closed = true;
    heart.shutdownNow();
    try {
      folder.storage().delete(file.suffix(".next"));
      folder.storage().delete(file);
    } catch (IOException e) {
      // It expires by itself.
      return;
    }
  }

  private static Map<Integer, Owner> owners(OutputFolder folder, Duration term) throws IOException {
    Map<Integer, Owner> owners = new TreeMap<>();
    for (Storage.Entry entry : folder.storage().list(folder.root())) {
      Matcher name = NAME.matcher(entry.name());
      if (!name.matches()) {
        continue;
      }
      int number = Integer.parseInt(name.group(1));
      try {
        byte[] json = folder.storage().read(file(folder, number));
        owners.put(number, Owner.fromJson(json));
      } catch (NoSuchFileException | FileNotFoundException released) {
        continue;
      } catch (IOException unreadable) {
        // Created this moment and not yet written, or broken: it holds for one term from its time.
        Instant written = Instant.ofEpochMilli(entry.modifiedMillis());
        String unknown = "unknown";
        owners.put(number, new Owner(unknown, unknown, "", 0, 0, written, written.plus(term)));
      }
    }
    return owners;
  }

  private static Path file(OutputFolder folder, int number) {
    return new Path(folder.root(), "_lock." + number);
  }

  private static RunException held(OutputFolder folder, Owner owner) {
    return new RunException(
        "Cannot lock the output folder: "
            + folder.root()
            + " (process "
            + owner.process()
            + " on "
            + owner.host()
            + " has written to it since "
            + owner.started()
            + ", run "
            + owner.run()
            + "; wait for it to end, or if it is dead until its lock expires at "
            + owner.until()
            + ")");
  }
}
