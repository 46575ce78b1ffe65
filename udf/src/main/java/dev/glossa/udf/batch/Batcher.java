package dev.glossa.udf.batch;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.function.Function;
import java.util.function.ToIntFunction;

/**
 * Groups a stream of items by their shape and hands them out in batches, full ones as long as there
 * are enough alike. Every item comes out exactly once.
 *
 * <p>At most {@code queue} items are held: when so many wait and none of their shapes is full, the
 * fullest shape goes out with rows to spare. So the queue decides how many rows are spare, and no
 * result. Of a packed shape twice as much as it holds may wait, so that small items fill what
 * larger ones leave.
 *
 * @param <T> an item
 */
public final class Batcher<T> implements Iterator<Batcher.Group<T>> {
  private final Iterator<? extends T> items;
  private final Function<? super T, Shape> shape;
  private final ToIntFunction<? super T> places;
  private final int queue;
  private final Map<Shape, Waiting<T>> waiting = new LinkedHashMap<>();
  private int held;

  /**
   * Items that go through the model together.
   *
   * @param <T> an item
   * @param shape that every one of them has
   * @param items 1 to {@code shape.rows()}, whatever is missing is a spare row; of a packed shape
   *     as many as fit
   */
  public record Group<T>(Shape shape, List<T> items) {

    /** Copies the list. */
    public Group {
      items = List.copyOf(items);
    }
  }

  /**
   * Reads a stream only as batches are asked for.
   *
   * @param shape of an item, which must follow from the item alone
   * @param places that an item takes in a packed shape; asked for such only
   * @param queue items held at most
   */
  public Batcher(
      Iterator<? extends T> items,
      Function<? super T, Shape> shape,
      ToIntFunction<? super T> places,
      int queue) {
    if (queue < 1) {
      throw new IllegalArgumentException("Cannot batch with queue: " + queue + " (give 1 or more)");
    }
    this.items = items;
    this.shape = shape;
    this.places = places;
    this.queue = queue;
  }

  @Override
  public boolean hasNext() {
    return held > 0 || items.hasNext();
  }

  @Override
  public Group<T> next() {
    while (held < queue && items.hasNext()) {
      T item = items.next();
      Shape own = shape.apply(item);
      Waiting<T> alike = waiting.computeIfAbsent(own, unused -> new Waiting<>());
      alike.items.add(item);
      alike.places += places(item, own);
      held++;
      if (alike.places >= (own.packed() ? 2L : 1L) * own.room()) {
        return take(own);
      }
    }
    if (held == 0) {
      throw new NoSuchElementException("no batch left");
    }
    return take(fullest());
  }

  private int places(T item, Shape own) {
    return own.packed() ? places.applyAsInt(item) : 1;
  }

  private Shape fullest() {
    Shape best = null;
    double share = -1;
    for (Map.Entry<Shape, Waiting<T>> entry : waiting.entrySet()) {
      double own = (double) entry.getValue().places / entry.getKey().room();
      if (own > share) {
        share = own;
        best = entry.getKey();
      }
    }
    return best;
  }

  /** The oldest items, and of the others what there is still room for. */
  private Group<T> take(Shape own) {
    Waiting<T> alike = waiting.get(own);
    List<T> taken = new ArrayList<>();
    int room = own.room();
    for (Iterator<T> all = alike.items.iterator(); room > 0 && all.hasNext(); ) {
      T item = all.next();
      int needed = places(item, own);
      if (needed <= room) {
        taken.add(item);
        all.remove();
        room -= needed;
      }
    }
    alike.places -= own.room() - room;
    if (alike.items.isEmpty()) {
      waiting.remove(own);
    }
    held -= taken.size();
    return new Group<>(own, taken);
  }

  /** Items of one shape, the oldest first. */
  private static final class Waiting<T> {
    final Deque<T> items = new ArrayDeque<>();
    long places;
  }
}
