package dev.glossa.jobs.config;

import dev.glossa.udf.engine.DeviceChoice;
import dev.glossa.udf.engine.EngineSettings;
import dev.glossa.udf.engine.ModelLimits;
import dev.glossa.udf.engine.PrecisionChoice;
import dev.glossa.udf.task.BatchMemory;
import dev.glossa.udf.task.BatchSettings;
import java.time.Duration;
import java.util.OptionalInt;

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
        batch(section),
        new ModelLimits(
            section.bytes("model_memory"),
            Duration.ofSeconds(section.integer("model_idle_seconds", 1, 1_000_000))));
  }

  private static BatchSettings batch(Section section) {
    int queue = section.integer("queue", 1, StageReaders.MOST_TOKENS);
    OptionalInt tokens = section.integerOrAuto("batch_tokens", 16, StageReaders.MOST_TOKENS);
    return new BatchSettings(queue, tokens.orElse(BatchMemory.FEWEST), tokens.isEmpty());
  }
}
