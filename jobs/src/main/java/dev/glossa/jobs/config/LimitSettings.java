package dev.glossa.jobs.config;

/**
 * When a run stops before it has done all.
 *
 * @param maxTokens that models may read and write; 0 for as many as there are
 * @param maxHours that it may take; 0 for as long as it takes
 */
public record LimitSettings(long maxTokens, double maxHours) {

  /** Reads the section. */
  static LimitSettings read(Section limits) {
    return new LimitSettings(limits.count("max_tokens"), limits.number("max_hours", 0, 100_000));
  }
}
