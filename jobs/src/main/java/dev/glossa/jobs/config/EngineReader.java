package dev.glossa.jobs.config;

import dev.glossa.udf.engine.DeviceChoice;
import dev.glossa.udf.engine.EngineSettings;
import dev.glossa.udf.engine.PrecisionChoice;
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
            section.choice("device", DeviceChoice::text, DeviceChoice.values()),
            section.choice("precision", PrecisionChoice::text, PrecisionChoice.values()),
            section.integer("threads", 0, 1024)),
        new BatchSettings(
            section.integer("queue", 1, StageReaders.MOST_TOKENS),
            section.integer("batch_tokens", 16, StageReaders.MOST_TOKENS)));
  }
}
