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

/**
 * Groups a stream of items by their shape and hands them out in batches, full ones as long as there
 * are enough alike. Every item comes out exactly once.
 *
 * <p>At most {@code queue} items are held: when so many wait and none of their shapes is full, the
 * fullest shape goes out with rows to spare. So the queue decides how many rows are spare, and no
 * result.
 *
 * @param <T> an item
 */
public final class Batcher<T> implements Iterator<Batcher.Group<T>> {
  private final Iterator<? extends T> items;
  private final Function<? super T, Shape> shape;
  private final int queue;
  private final Map<Shape, Deque<T>> waiting = new LinkedHashMap<>();
  private int held;

  /**
   * Items that go through the model together.
   *
   * @param <T> an item
   * @param shape that every one of them has
   * @param items 1 to {@code shape.rows()}; whatever is missing is a spare row
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
   * @param queue items held at most
   */
  public Batcher(Iterator<? extends T> items, Function<? super T, Shape> shape, int queue) {
    if (queue < 1) {
      throw new IllegalArgumentException("Cannot batch with queue: " + queue + " (give 1 or more)");
    }
    this.items = items;
    this.shape = shape;
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
      Deque<T> alike = waiting.computeIfAbsent(own, unused -> new ArrayDeque<>());
      alike.add(item);
      held++;
      if (alike.size() == own.rows()) {
        return take(own);
      }
    }
    if (held == 0) {
      throw new NoSuchElementException("no batch left");
    }
    return take(fullest());
  }

  private Shape fullest() {
    Shape best = null;
    double share = -1;
    for (Map.Entry<Shape, Deque<T>> entry : waiting.entrySet()) {
      double own = (double) entry.getValue().size() / entry.getKey().rows();
      if (own > share) {
        share = own;
        best = entry.getKey();
      }
    }
    return best;
  }

  private Group<T> take(Shape own) {
    Deque<T> alike = waiting.get(own);
    List<T> taken = new ArrayList<>();
    while (taken.size() < own.rows() && !alike.isEmpty()) {
      taken.add(alike.remove());
    }
    if (alike.isEmpty()) {
      waiting.remove(own);
    }
    held -= taken.size();
    return new Group<>(own, taken);
  }
}
