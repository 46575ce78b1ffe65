package dev.glossa.jobs.config;

import java.util.List;

/**
 * Words whose static vectors a run writes.
 *
 * @param model name of the checkpoint whose input embeddings they are
 * @param words each not blank; none writes no table
 */
public record WordSettings(String model, List<String> words) {

  /** Copies what could change. */
  public WordSettings {
    words = List.copyOf(words);
  }
}
