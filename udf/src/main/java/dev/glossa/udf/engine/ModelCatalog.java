package dev.glossa.udf.engine;

import dev.glossa.udf.model.Checkpoint;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.BiFunction;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;

/**
 * The loaded models of a process. Whoever needs one borrows it: a checkpoint is loaded once for
 * each way of computing it, however many borrow it, and borrowers of other models do not wait for
 * that.
 *
 * <p>A model that nobody has borrowed stays for a while, because the next task often wants it. It
 * is closed when a model is borrowed or given back after that time, or {@link #closeExpired} is
 * called. Where another one finds no room, on the device or in the limit of its borrower, such
 * models are closed at once, the one that was given back first before the others. One that is
 * borrowed is never closed: who finds no room beside those waits until one is given back.
 */
public final class ModelCatalog {
  private static final double GIB = 1 << 30;

  private final BiFunction<Checkpoint, EngineOptions, LoadedModel> loader;
  private final LongSupplier clock;
  private final Map<Key, Entry> entries = new HashMap<>();

  private record Key(String fingerprint, EngineOptions options) {}

  private static final class Entry {
    private final CompletableFuture<LoadedModel> model = new CompletableFuture<>();
    private final long bytes;
    private final long idleNanos;
    private int borrowers;
    private long idleSince;

    Entry(long bytes, long idleNanos) {
      this.bytes = bytes;
      this.idleNanos = idleNanos;
    }
  }

  /** An empty catalog. */
  public ModelCatalog() {
    this(Models::load, System::nanoTime);
  }

  ModelCatalog(BiFunction<Checkpoint, EngineOptions, LoadedModel> loader, LongSupplier clock) {
    this.loader = loader;
    this.clock = clock;
  }

  /** A borrowed model, which is given back by closing this; a second close does nothing. */
  public final class Loan implements AutoCloseable {
    private final Entry entry;
    private final LoadedModel model;
    private final boolean loaded;
    private final ModelLimits limits;
    private boolean closed;

    private Loan(Entry entry, LoadedModel model, boolean loaded, ModelLimits limits) {
      this.entry = entry;
      this.model = model;
      this.loaded = loaded;
      this.limits = limits;
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
      giveBack(entry, limits);
    }
  }

  /**
   * Borrows a checkpoint's model, and loads it if it is not there.
   *
   * @param limits of the borrower; the time counts from when it gives the model back
   * @param holding whether it has borrowed another one: then it goes beyond the limit rather than
   *     wait, since two of them could wait for each other
   * @throws EngineException when PyTorch cannot use the device, or has no room on it although every
   *     model that nobody has borrowed was closed
   * @throws IllegalArgumentException when the model alone is beyond the limit
   */
  public Loan borrow(
      Checkpoint checkpoint, EngineOptions options, ModelLimits limits, boolean holding) {
    Key key = new Key(checkpoint.fingerprint(), options);
    Entry entry;
    boolean first;
    List<LoadedModel> old;
    synchronized (entries) {
      old = removeExpired();
      entry = entries.get(key);
      first = entry == null;
      if (first) {
        long bytes = Models.bytes(checkpoint, options.precision());
        makeRoom(key, bytes, limits, holding, checkpoint, old);
        entry = entries.get(key);
        first = entry == null;
        if (first) {
          entry = new Entry(bytes, limits.idle().toNanos());
          entries.put(key, entry);
        }
      }
      entry.borrowers++;
    }
    old.forEach(LoadedModel::close);
    if (first) {
      load(key, entry, checkpoint, options);
    }
    try {
      return new Loan(entry, entry.model.join(), first, limits);
    } catch (CompletionException e) {
      if (e.getCause() instanceof Error error) {
        throw error;
      }
      throw e.getCause() instanceof RuntimeException cause ? cause : e;
    }
  }

  /**
   * Takes out models until another one is within the limit, or somebody else has it loaded.
   *
   * @param old those that were taken out, which the caller closes; where this throws or waits, they
   *     are closed before
   */
  private void makeRoom(
      Key key,
      long bytes,
      ModelLimits limits,
      boolean holding,
      Checkpoint checkpoint,
      List<LoadedModel> old) {
    if (limits.bytes() == 0) {
      return;
    }
    if (bytes > limits.bytes()) {
      old.forEach(LoadedModel::close);
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "Cannot load %s: %.2f GiB of weights (engine.model_memory allows %.2f GiB; raise it)",
              checkpoint.folder(),
              bytes / GIB,
              limits.bytes() / GIB));
    }
    while (!entries.containsKey(key) && bytes() + bytes > limits.bytes()) {
      Optional<LoadedModel> oldest = removeOldest();
      if (oldest.isPresent()) {
        old.add(oldest.get());
      } else if (holding) {
        return;
      } else {
        // They count for no one from now on, so their memory must not outlast the wait.
        old.forEach(LoadedModel::close);
        old.clear();
        await();
      }
    }
  }

  private void await() {
    try {
      entries.wait();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Cannot load a model: interrupted while it waited", e);
    }
  }

  private void load(Key key, Entry entry, Checkpoint checkpoint, EngineOptions options) {
    try {
      entry.model.complete(loadInRoom(checkpoint, options));
    } catch (RuntimeException | Error e) {
      // The next borrower tries again.
      synchronized (entries) {
        entries.remove(key);
        entries.notifyAll();
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

  private void giveBack(Entry entry, ModelLimits limits) {
    List<LoadedModel> old;
    synchronized (entries) {
      entry.borrowers--;
      entry.idleSince = clock.getAsLong();
      old = removeExpired();
      Optional<LoadedModel> oldest = Optional.empty();
      do {
        oldest.ifPresent(old::add);
        oldest = limits.bytes() > 0 && bytes() > limits.bytes() ? removeOldest() : Optional.empty();
      } while (oldest.isPresent());
      entries.notifyAll();
    }
    old.forEach(LoadedModel::close);
  }

  /** Closes the models whose time is over. */
  public void closeExpired() {
    List<LoadedModel> old;
    synchronized (entries) {
      old = removeExpired();
      entries.notifyAll();
    }
    old.forEach(LoadedModel::close);
  }

  /** Takes out the models whose time is over; the caller closes them. */
  private List<LoadedModel> removeExpired() {
    long now = clock.getAsLong();
    List<Entry> expired =
        entries.values().stream()
            .filter(entry -> entry.borrowers == 0 && now - entry.idleSince >= entry.idleNanos)
            .toList();
    entries.values().removeAll(expired);
    return expired.stream()
        .map(entry -> entry.model.join())
        .collect(Collectors.toCollection(ArrayList::new));
  }

  /** Bytes of the weights of all models that are loaded or being loaded. */
  public long bytes() {
    synchronized (entries) {
      return entries.values().stream().mapToLong(entry -> entry.bytes).sum();
    }
  }

  /** How many models are loaded or being loaded. */
  public int size() {
    synchronized (entries) {
      return entries.size();
    }
  }
}
