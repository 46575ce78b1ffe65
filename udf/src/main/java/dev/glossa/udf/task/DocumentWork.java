package dev.glossa.udf.task;

import java.util.List;

/**
 * One document on its way through a model.
 *
 * @param <I> an item: what takes one row of a batch
 * @param <O> what the model gives for it
 * @param <R> the document's result
 */
interface DocumentWork<I, O, R> {

  /** The items to compute first; none if the result needs no model. */
  List<I> begin();

  /** Takes an item's output, in any order, and may ask for more items. */
  List<I> accept(I item, O output);

  /** The result, when every item asked for has been accepted. */
  R result();
}
