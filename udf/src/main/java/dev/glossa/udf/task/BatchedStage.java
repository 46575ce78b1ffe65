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

  /** Places that an item takes in a packed batch; stages that have such give it. */
  default int places(I item) {
    throw new UnsupportedOperationException("Cannot pack items of stage " + stage());
  }

  /**
   * Computes a batch.
   *
   * @param shape of all items
   * @param items from 1 to {@code shape.rows()}, and the stage adds spare rows; or as many as a
   *     packed batch holds
   * @return an output for each item, in their order
   */
  List<O> compute(Shape shape, List<I> items);
}
