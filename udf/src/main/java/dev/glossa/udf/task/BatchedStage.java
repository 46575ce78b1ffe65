package dev.glossa.udf.task;

import dev.glossa.udf.batch.Shape;
import java.util.List;

/**
 * What a task does, for {@link BatchRunner} to drive.
 *
 * @param <I> an item: what takes one row of a batch
 * @param <O> what the model gives for it
 * @param <R> a document's result
 */
interface BatchedStage<I, O, R> {

  /** The stage, which {@code errors} names. */
  Stage stage();

  /** Takes up a document; an exception is that document's failure. */
  DocumentWork<I, O, R> work(Document document);

  /** The shape of an item's batch, from the item alone. */
  Shape shape(I item);

  /**
   * Computes a batch.
   *
   * @param shape of all items
   * @param items from 1 to {@code shape.rows()}; the stage adds spare rows
   * @return an output for each item, in their order
   */
  List<O> compute(Shape shape, List<I> items);
}
