package dev.glossa.udf.task;

import dev.glossa.udf.batch.Batcher;
import dev.glossa.udf.batch.Shape;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;

/**
 * Takes documents through a model: each becomes items, items of one shape are computed together,
 * and a document comes out when its last item is done.
 *
 * <p>A document is read only when the batches in front of it are short of items, so no more are
 * inside than the queue has room for.
 *
 * <p>Java exceptions stay with the document that causes them. A device without memory is asked once
 * more for the same shape, since another would give other bits; if it fails again, or is lost, the
 * exception ends the task. So does every {@link Error}.
 *
 * @param <I> an item
 * @param <O> its output
 * @param <R> a document's result
 */
final class Pipeline<I, O, R> implements Iterator<Outcome<R>> {
  private final Stage<I, O, R> stage;
  private final Iterator<Document> documents;
  private final Batcher<Unit> batcher;
  private final Deque<Unit> units = new ArrayDeque<>();
  private final Deque<Outcome<R>> outcomes = new ArrayDeque<>();

  Pipeline(Stage<I, O, R> stage, Iterator<Document> documents, int queue) {
    this.stage = stage;
    this.documents = documents;
    this.batcher = new Batcher<>(new Units(), unit -> unit.shape, queue);
  }

  @Override
  public boolean hasNext() {
    while (outcomes.isEmpty() && batcher.hasNext()) {
      compute(batcher.next());
    }
    return !outcomes.isEmpty();
  }

  @Override
  public Outcome<R> next() {
    if (!hasNext()) {
      throw new NoSuchElementException("no document left");
    }
    return outcomes.remove();
  }

  /** A document inside. */
  private final class Inside {
    final String key;
    final Work<I, O, R> work;
    int open;
    boolean failed;

    Inside(String key, Work<I, O, R> work) {
      this.key = key;
      this.work = work;
    }

    void fail(RuntimeException exception) {
      if (!failed) {
        failed = true;
        outcomes.add(new Outcome.Failed<>(key, Failures.of(stage.name(), exception)));
      }
    }
  }

  /** An item, its document and its shape. */
  private final class Unit {
    final Inside inside;
    final I item;
    final Shape shape;

    Unit(Inside inside, I item) {
      this.inside = inside;
      this.item = item;
      this.shape = stage.shape(item);
    }
  }

  /** The items of the documents one after the other, each document read when its turn comes. */
  private final class Units implements Iterator<Unit> {
    @Override
    public boolean hasNext() {
      while (units.isEmpty() && documents.hasNext()) {
        take(documents.next());
      }
      return !units.isEmpty();
    }

    @Override
    public Unit next() {
      if (!hasNext()) {
        throw new NoSuchElementException("no item left");
      }
      return units.remove();
    }
  }

  private void take(Document document) {
    Inside inside;
    try {
      inside = new Inside(document.key(), stage.work(document));
    } catch (RuntimeException e) {
      outcomes.add(new Outcome.Failed<>(document.key(), Failures.of(stage.name(), e)));
      return;
    }
    try {
      add(inside, inside.work.begin());
      finish(inside);
    } catch (RuntimeException e) {
      inside.fail(e);
    }
  }

  private void add(Inside inside, List<I> items) {
    List<Unit> added = new ArrayList<>();
    for (I item : items) {
      added.add(new Unit(inside, item));
    }
    units.addAll(added);
    inside.open += added.size();
  }

  private void finish(Inside inside) {
    if (inside.open == 0 && !inside.failed) {
      outcomes.add(new Outcome.Done<>(inside.key, inside.work.result()));
    }
  }

  private void compute(Batcher.Group<Unit> group) {
    List<Unit> wanted = group.items().stream().filter(unit -> !unit.inside.failed).toList();
    if (wanted.isEmpty()) {
      return;
    }
    List<O> outputs;
    try {
      outputs = computeTwice(group.shape(), wanted);
    } catch (RuntimeException e) {
      if (Failures.isFatal(e) || Failures.isOutOfMemory(e)) {
        throw e;
      }
      if (wanted.size() == 1) {
        wanted.get(0).inside.fail(e);
      } else {
        wanted.forEach(unit -> compute(new Batcher.Group<>(group.shape(), List.of(unit))));
      }
      return;
    }
    for (int i = 0; i < outputs.size(); i++) {
      accept(wanted.get(i), outputs.get(i));
    }
  }

  private List<O> computeTwice(Shape shape, List<Unit> wanted) {
    List<I> items = wanted.stream().map(unit -> unit.item).toList();
    try {
      return stage.compute(shape, items);
    } catch (RuntimeException e) {
      if (!Failures.isOutOfMemory(e)) {
        throw e;
      }
      return stage.compute(shape, items);
    }
  }

  private void accept(Unit unit, O output) {
    Inside inside = unit.inside;
    if (inside.failed) {
      return;
    }
    try {
      inside.open--;
      add(inside, inside.work.accept(unit.item, output));
      finish(inside);
    } catch (RuntimeException e) {
      inside.fail(e);
    }
  }
}
