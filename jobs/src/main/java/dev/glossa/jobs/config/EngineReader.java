package dev.glossa.jobs.config;

import dev.glossa.udf.engine.DeviceChoice;
import dev.glossa.udf.engine.EngineSettings;
import dev.glossa.udf.engine.ModelLimits;
import dev.glossa.udf.engine.PrecisionChoice;
import dev.glossa.udf.task.BatchSettings;
import java.time.Duration;

/**
 * Reads the keys of the section {@code engine}.
 *
 * @param engine how models are run
 * @param batch how documents go through them together
 * @param limits how long and how many of them a process keeps
 */
record EngineReader(EngineSettings engine, BatchSettings batch, ModelLimits limits) {

  static EngineReader read(Section section) {
    return new EngineReader(
        new EngineSettings(
            section.choice("device", DeviceChoice::text, DeviceChoice.values()),
            section.choice("precision", PrecisionChoice::text, PrecisionChoice.values()),
            section.integer("threads", 0, 1024)),
        new BatchSettings(
            section.integer("queue", 1, StageReaders.MOST_TOKENS),
            section.integer("batch_tokens", 16, StageReaders.MOST_TOKENS)),
        new ModelLimits(
            section.bytes("model_memory"),
            Duration.ofSeconds(section.integer("model_idle_seconds", 1, 1_000_000))));
  }
}
