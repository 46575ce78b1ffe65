package dev.glossa.udf.task;

import java.util.Iterator;

/**
 * Turns documents into outcomes, many at a time.
 *
 * @param <R> what one document yields
 */
public interface Task<R> extends AutoCloseable {

  /**
   * Runs the task over a stream of documents. Reads ahead no further than its queue allows, so
   * memory does not grow with the stream.
   *
   * @param documents the documents, each key at most once
   * @return exactly one outcome for each document, in an order of the task's choosing
   */
  Iterator<Outcome<R>> run(Iterator<Document> documents);

  /** Frees what the task itself opened; models belong to whoever gave them. */
  @Override
  void close();
}
