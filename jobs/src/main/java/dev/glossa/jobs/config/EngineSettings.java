package dev.glossa.jobs.config;

/**
 * How models are run.
 *
 * @param device {@code auto}, {@code cpu} or {@code cuda}
 * @param precision {@code auto}, {@code float32}, {@code float16} or {@code bfloat16}
 * @param threads of the CPU in one operation; 0 for the library's own choice
 */
public record EngineSettings(String device, String precision, int threads) {}
