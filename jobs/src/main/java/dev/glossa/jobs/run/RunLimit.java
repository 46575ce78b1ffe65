package dev.glossa.jobs.run;

import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * What a run may spend before it stops. It is looked at between waves, so what was begun is
 * published.
 */
public final class RunLimit {
  private static final double HOUR = TimeUnit.HOURS.toNanos(1);

  private final long maxTokens;
  private final double maxHours;
  private final LongSupplier clock;
  private final long begin;
  private long tokens;

  /**
   * Begins to measure.
   *
   * @param maxTokens 0 for no limit
   * @param maxHours 0 for no limit
   * @param clock nanoseconds since whenever
   */
  public RunLimit(long maxTokens, double maxHours, LongSupplier clock) {
    this.maxTokens = maxTokens;
    this.maxHours = maxHours;
    this.clock = clock;
    this.begin = clock.getAsLong();
  }

  /** Counts tokens that models read or wrote. */
  public void add(long more) {
    tokens += more;
  }

  /** The limit that is reached, with what was spent, in words. */
  public Optional<String> reached() {
    double hours = (clock.getAsLong() - begin) / HOUR;
    if (maxTokens > 0 && tokens >= maxTokens) {
      return Optional.of(
          String.format(
              Locale.ROOT, "%,d tokens are done, limits.max_tokens is %,d", tokens, maxTokens));
    }
    if (maxHours > 0 && hours >= maxHours) {
      return Optional.of(
          String.format(
              Locale.ROOT, "%.2f hours are over, limits.max_hours is %s", hours, maxHours));
    }
    return Optional.empty();
  }
}
