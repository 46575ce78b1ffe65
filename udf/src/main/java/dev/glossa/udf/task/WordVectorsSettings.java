package dev.glossa.udf.task;

import java.io.Serializable;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The words whose static vectors are written.
 *
 * @param model name of the checkpoint whose input embeddings they are
 * @param words each once; none makes an empty table and needs no model
 */
public record WordVectorsSettings(String model, List<Word> words) implements StageSettings {

  /**
   * A word.
   *
   * @param text not blank
   * @param group that the word belongs to, or null
   */
  public record Word(String text, String group) implements Serializable {}

  /** Copies what could change. */
  public WordVectorsSettings {
    words = List.copyOf(words);
  }

  @Override
  public WordStage stage() {
    return Stages.WORD_VECTORS;
  }

  @Override
  public List<String> models() {
    return words.isEmpty() ? List.of() : List.of(model);
  }

  @Override
  public Map<String, Object> identity() {
    Map<String, String> groups = new TreeMap<>();
    words.stream()
        .filter(word -> word.group() != null)
        .forEach(word -> groups.put(word.text(), word.group()));
    return Map.of(
        "model", model, "words", words.stream().map(Word::text).toList(), "groups", groups);
  }
}
