package dev.glossa.udf.engine;

import dev.glossa.udf.model.Checkpoint;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.BiFunction;
import java.util.function.LongSupplier;

/**
 * The loaded models of a process. Whoever needs one borrows it: a checkpoint is loaded once for
 * each way of computing it, however many borrow it, and borrowers of other models do not wait for
 * that.
 *
 * <p>A model that nobody has borrowed stays for a while, because the next task often wants it. It
 * is closed when a model is borrowed or given back after that time. Where another one finds no
 * room, such models are closed at once, the one that was given back first before the others. One
 * that is borrowed is never closed.
 */
public final class ModelCatalog {
  private final BiFunction<Checkpoint, EngineOptions, LoadedModel> loader;
  private final long idleNanos;
  private final LongSupplier clock;
  private final Map<Key, Entry> entries = new HashMap<>();

  private record Key(String fingerprint, EngineOptions options) {}

  private static final class Entry {
    private final CompletableFuture<LoadedModel> model = new CompletableFuture<>();
    private int borrowers;
    private long idleSince;
  }

  /**
   * An empty catalog.
   *
   * @param idle how long a model stays that nobody has borrowed
   */
  public ModelCatalog(Duration idle) {
    this(Models::load, idle, System::nanoTime);
  }

  ModelCatalog(
      BiFunction<Checkpoint, EngineOptions, LoadedModel> loader,
      Duration idle,
      LongSupplier clock) {
    this.loader = loader;
    this.idleNanos = idle.toNanos();
    this.clock = clock;
  }

  /** A borrowed model, which is given back by closing this; a second close does nothing. */
  public final class Loan implements AutoCloseable {
    private final Entry entry;
    private final LoadedModel model;
    private final boolean loaded;
    private boolean closed;

    private Loan(Entry entry, LoadedModel model, boolean loaded) {
      this.entry = entry;
      this.model = model;
      this.loaded = loaded;
    }

    /** Whether this borrower loaded it. */
    public boolean loaded() {
      return loaded;
    }

    /** The model, until this is closed. */
    public LoadedModel model() {
      return model;
    }

    @Override
    public void close() {
      synchronized (this) {
        if (closed) {
          return;
        }
        closed = true;
      }
      giveBack(entry);
    }
  }

  /**
   * Borrows a checkpoint's model, and loads it if it is not there.
   *
   * @throws EngineException when PyTorch cannot use the device, or has no room on it although every
   *     model that nobody has borrowed was closed
   */
  public Loan borrow(Checkpoint checkpoint, EngineOptions options) {
    Key key = new Key(checkpoint.fingerprint(), options);
    Entry entry;
    boolean first;
    List<LoadedModel> old;
    synchronized (entries) {
      old = removeExpired();
      entry = entries.get(key);
      first = entry == null;
      if (first) {
        entry = new Entry();
        entries.put(key, entry);
      }
      entry.borrowers++;
    }
    old.forEach(LoadedModel::close);
    if (first) {
      load(key, entry, checkpoint, options);
    }
    try {
      return new Loan(entry, entry.model.join(), first);
    } catch (CompletionException e) {
      if (e.getCause() instanceof Error error) {
        throw error;
      }
      throw e.getCause() instanceof RuntimeException cause ? cause : e;
    }
  }

  private void load(Key key, Entry entry, Checkpoint checkpoint, EngineOptions options) {
    try {
      entry.model.complete(loadInRoom(checkpoint, options));
    } catch (RuntimeException | Error e) {
      // The next borrower tries again.
      synchronized (entries) {
        entries.remove(key);
      }
      entry.model.completeExceptionally(e);
    }
  }

  private LoadedModel loadInRoom(Checkpoint checkpoint, EngineOptions options) {
    while (true) {
      try {
        return loader.apply(checkpoint, options);
      } catch (EngineException e) {
        if (e.kind() != EngineException.Kind.OUT_OF_MEMORY) {
          throw e;
        }
        removeOldest().orElseThrow(() -> e).close();
      }
    }
  }

  /** Takes out the model that nobody has borrowed for the longest time; the caller closes it. */
  private Optional<LoadedModel> removeOldest() {
    synchronized (entries) {
      long now = clock.getAsLong();
      Optional<Entry> oldest =
          entries.values().stream()
              .filter(entry -> entry.borrowers == 0)
              .max(Comparator.comparingLong(entry -> now - entry.idleSince));
      oldest.ifPresent(entries.values()::remove);
      return oldest.map(entry -> entry.model.join());
    }
  }

  private void giveBack(Entry entry) {
    List<LoadedModel> old;
    synchronized (entries) {
      entry.borrowers--;
      entry.idleSince = clock.getAsLong();
      old = removeExpired();
    }
    old.forEach(LoadedModel::close);
  }

  /** Takes out the models whose time is over; the caller closes them. */
  private List<LoadedModel> removeExpired() {
    long now = clock.getAsLong();
    List<Entry> expired =
        entries.values().stream()
            .filter(entry -> entry.borrowers == 0 && now - entry.idleSince >= idleNanos)
            .toList();
    entries.values().removeAll(expired);
    return expired.stream().map(entry -> entry.model.join()).toList();
  }

  /** How many models are loaded or being loaded. */
  int size() {
    synchronized (entries) {
      return entries.size();
    }
  }
}
