package dev.glossa.udf.task;

/**
 * What became of one document: its result, or why it has none.
 *
 * @param <R> the task's result
 */
public sealed interface Outcome<R> {

  /** The document's key. */
  String key();

  /** The document went through. */
  record Done<R>(String key, R result) implements Outcome<R> {}

  /** The document failed, alone. */
  record Failed<R>(String key, Failure failure) implements Outcome<R> {}
}
