package dev.glossa.jobs.config;

import dev.glossa.udf.task.BatchSettings;

/**
 * Reads the keys of the section {@code engine}.
 *
 * @param engine how models are run
 * @param batch how documents go through them together
 */
record EngineReader(EngineSettings engine, BatchSettings batch) {

  static EngineReader read(Section section) {
    return new EngineReader(
        new EngineSettings(
            section.choice("device", "auto", "cpu", "cuda"),
            section.choice("precision", "auto", "float32", "float16", "bfloat16"),
            section.integer("threads", 0, 1024)),
        new BatchSettings(
            section.integer("queue", 1, StageReaders.MOST_TOKENS),
            section.integer("batch_tokens", 16, StageReaders.MOST_TOKENS)));
  }
}
