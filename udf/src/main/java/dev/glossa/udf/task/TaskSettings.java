package dev.glossa.udf.task;

/**
 * What a stage is to do with documents.
 *
 * @param <R> a document's result
 */
public interface TaskSettings<R> extends StageSettings {

  @Override
  DocumentStage<R> stage();

  /** Whether models read the whole of a document, however long, and not only how it begins. */
  default boolean readsToTheEnd() {
    return true;
  }

  /**
   * Whether it finds the sentences by which stages part long documents, so that those after it need
   * not.
   */
  default boolean findsSentences() {
    return false;
  }

  /**
   * Starts the task.
   *
   * @throws IllegalArgumentException when a model is of a kind that cannot do this
   */
  Task<R> open(ModelSource models);
}
