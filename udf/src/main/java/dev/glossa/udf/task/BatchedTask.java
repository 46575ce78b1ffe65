package dev.glossa.udf.task;

import java.util.Iterator;

/** A task that runs a {@link BatchedStage}; what the stage opened is shared and stays open. */
record BatchedTask<I, O, R>(BatchedStage<I, O, R> stage, int queue) implements Task<R> {
  @Override
  public Iterator<Outcome<R>> run(Iterator<Document> documents) {
    return new BatchRunner<>(stage, documents, queue);
  }

  @Override
  public void close() {}
}
