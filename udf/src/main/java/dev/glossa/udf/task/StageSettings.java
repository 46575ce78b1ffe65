package dev.glossa.udf.task;

import dev.glossa.udf.model.Checkpoint;
import java.io.Serializable;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** Everything that a stage needs to know, in a form that can be sent to another process. */
public interface StageSettings extends Serializable {

  /** The stage that these are for. */
  Stage stage();

  /** Names of the models whose weights it needs, each once, in a fixed order. */
  List<String> models();

  /**
   * Names of all checkpoints that it reads from, also those of which it needs only the tokenizer.
   */
  default List<String> checkpoints() {
    return models();
  }

  /**
   * The settings that decide results, under names that are kept in published archives: strings,
   * numbers, booleans, and lists and maps of these. The names are written out here and do not
   * follow from Java's, so that renaming a component does not make an archive anew.
   *
   * <p>What does not change a result, such as {@link BatchSettings#queue()}, is not in it.
   */
  Map<String, Object> identity();

  /**
   * What these settings leave to the models, as the models say it: results depend on it like on
   * {@link #identity}, and where both have a name, this one's value counts.
   *
   * @param checkpoints by name
   */
  default Map<String, Object> chosenBy(Function<String, Checkpoint> checkpoints) {
    return Map.of();
  }

  /**
   * What its models may keep in caches while they write, for each way of writing.
   *
   * @param checkpoints by name; settings that do not fit them are refused before
   */
  default List<CacheUse> caches(Function<String, Checkpoint> checkpoints) {
    return List.of();
  }

  /** Whether it has what it needs; a pipeline leaves out a stage that has no model yet. */
  default boolean configured() {
    return true;
  }

  /** Whether results depend on a document's language. */
  default boolean readsLanguage() {
    return false;
  }
}
