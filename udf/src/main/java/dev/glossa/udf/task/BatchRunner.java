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
final class BatchRunner<I, O, R> implements Iterator<Outcome<R>> {
  private final BatchedStage<I, O, R> stage;
  private final Iterator<Document> documents;
  private final Batcher<OpenItem> batcher;
  private final Deque<OpenItem> openItems = new ArrayDeque<>();
  private final Deque<Outcome<R>> outcomes = new ArrayDeque<>();

  BatchRunner(BatchedStage<I, O, R> stage, Iterator<Document> documents, int queue) {
    this.stage = stage;
    this.documents = documents;
    this.batcher =
        new Batcher<>(new OpenItems(), item -> item.shape, item -> stage.places(item.item), queue);
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

  /** A document whose items are not all done. */
  private final class OpenDocument {
    final String key;
    final DocumentWork<I, O, R> work;
    int open;
    boolean failed;

    OpenDocument(String key, DocumentWork<I, O, R> work) {
      this.key = key;
      this.work = work;
    }

    void fail(RuntimeException exception) {
      if (!failed) {
        failed = true;
        outcomes.add(new Outcome.Failed<>(key, DocumentFailures.of(stage.stage(), exception)));
      }
    }
  }

  /** An item, its document and its shape. */
  private final class OpenItem {
    final OpenDocument document;
    final I item;
    final Shape shape;

    OpenItem(OpenDocument document, I item) {
      this.document = document;
      this.item = item;
      this.shape = stage.shape(item);
    }
  }

  /** The items of the documents one after the other, each document read when its turn comes. */
  private final class OpenItems implements Iterator<OpenItem> {
    @Override
    public boolean hasNext() {
      while (openItems.isEmpty() && documents.hasNext()) {
        take(documents.next());
      }
      return !openItems.isEmpty();
    }

    @Override
    public OpenItem next() {
      if (!hasNext()) {
        throw new NoSuchElementException("no item left");
      }
      return openItems.remove();
    }
  }

  private void take(Document document) {
    OpenDocument opened;
    try {
      opened = new OpenDocument(document.key(), stage.work(document));
    } catch (RuntimeException e) {
      outcomes.add(new Outcome.Failed<>(document.key(), DocumentFailures.of(stage.stage(), e)));
      return;
    }
    try {
      add(opened, opened.work.begin());
      finish(opened);
    } catch (RuntimeException e) {
      opened.fail(e);
    }
  }

  private void add(OpenDocument document, List<I> items) {
    List<OpenItem> added = new ArrayList<>();
    for (I item : items) {
      added.add(new OpenItem(document, item));
    }
    openItems.addAll(added);
    document.open += added.size();
  }

  private void finish(OpenDocument document) {
    if (document.open == 0 && !document.failed) {
      outcomes.add(new Outcome.Done<>(document.key, document.work.result()));
    }
  }

  private void compute(Batcher.Group<OpenItem> group) {
    List<OpenItem> wanted = group.items().stream().filter(item -> !item.document.failed).toList();
    if (wanted.isEmpty()) {
      return;
    }
    List<O> outputs;
    try {
      outputs = computeTwice(group.shape(), wanted);
    } catch (RuntimeException e) {
      if (DocumentFailures.isFatal(e) || DocumentFailures.isOutOfMemory(e)) {
        throw e;
      }
      if (wanted.size() == 1) {
        wanted.get(0).document.fail(e);
      } else {
        wanted.forEach(item -> compute(new Batcher.Group<>(group.shape(), List.of(item))));
      }
      return;
    }
    for (int i = 0; i < outputs.size(); i++) {
      accept(wanted.get(i), outputs.get(i));
    }
  }

  private List<O> computeTwice(Shape shape, List<OpenItem> wanted) {
    List<I> items = wanted.stream().map(open -> open.item).toList();
    try {
      return stage.compute(shape, items);
    } catch (RuntimeException e) {
      if (!DocumentFailures.isOutOfMemory(e)) {
        throw e;
      }
      return stage.compute(shape, items);
    }
  }

  private void accept(OpenItem item, O output) {
    OpenDocument document = item.document;
    if (document.failed) {
      return;
    }
    try {
      document.open--;
      add(document, document.work.accept(item.item, output));
      finish(document);
    } catch (RuntimeException e) {
      document.fail(e);
    }
  }
}
