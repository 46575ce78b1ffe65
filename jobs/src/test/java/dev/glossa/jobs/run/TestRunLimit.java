package dev.glossa.jobs.run;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TestRunLimit {
  private static final long HALF_AN_HOUR = 1_800_000_000_000L;

  private long now = -7;

  @Test
  void tokensAreAddedUpAndTheLimitItselfCounts() {
    RunLimit limit = new RunLimit(1_000, 0, () -> now);
    limit.add(600);
    now += 1_000 * HALF_AN_HOUR;
    assertThat(limit.reached()).isEmpty();
    limit.add(399);
    assertThat(limit.reached()).isEmpty();
    limit.add(1);
    assertThat(limit.reached()).hasValue("1,000 tokens are done, limits.max_tokens is 1,000");
  }

  @Test
  void hoursCountFromTheBeginning() {
    RunLimit limit = new RunLimit(0, 1.5, () -> now);
    limit.add(Long.MAX_VALUE / 2);
    now += 2 * HALF_AN_HOUR;
    assertThat(limit.reached()).isEmpty();
    now += HALF_AN_HOUR;
    assertThat(limit.reached()).hasValue("1.50 hours are over, limits.max_hours is 1.5");
  }

  @Test
  void withoutLimitsNothingIsEverReached() {
    RunLimit none = new RunLimit(0, 0, () -> now);
    none.add(Long.MAX_VALUE);
    now = Long.MAX_VALUE;
    assertThat(none.reached()).isEmpty();
  }
}
