package dev.glossa.udf.task;

import java.util.List;
import java.util.function.Function;

/**
 * Several works on one document, which become one result.
 *
 * @param works on the document
 * @param owner the work that asked for an item
 * @param join their results, in their order, as one
 */
record JoinedWork<I, O, R>(
    List<DocumentWork<I, O, R>> works,
    Function<I, DocumentWork<I, O, R>> owner,
    Function<List<R>, R> join)
    implements DocumentWork<I, O, R> {
  @Override
  public List<I> begin() {
    return works.stream().flatMap(work -> work.begin().stream()).toList();
  }

  @Override
  public List<I> accept(I item, O output) {
    return owner.apply(item).accept(item, output);
  }

  @Override
  public R result() {
    return join.apply(works.stream().map(DocumentWork::result).toList());
  }
}
