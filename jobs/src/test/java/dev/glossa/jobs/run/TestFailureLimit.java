package dev.glossa.jobs.run;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.glossa.jobs.run.Manifest.Counts;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TestFailureLimit {

  @Test
  void wavesAreCountedTogether() throws Exception {
    FailureLimit limit = new FailureLimit(0.1);
    limit.add(wave(10, 1));
    limit.add(wave(10, 1));
    assertThatThrownBy(() -> limit.add(wave(10, 2)))
        .isInstanceOf(RunException.class)
        .hasMessage(
            "Cannot go on: 4 of 30 inputs failed (more than failures.max_fraction = 0.1; what is"
                + " good is published up to wave w, `status` counts the errors by code)");
  }

  @Test
  void nothingStopsARunThatMayFailAltogether() {
    assertThatCode(() -> new FailureLimit(1).add(wave(3, 3))).doesNotThrowAnyException();
    assertThatThrownBy(() -> new FailureLimit(0).add(wave(1000, 1)))
        .isInstanceOf(RunException.class);
  }

  private static Manifest wave(long inputs, long errors) {
    long done = inputs - errors;
    Fingerprint basis = Fingerprint.of(List.of(), "{}", Map.of());
    return new Manifest(
        "w",
        basis.hex(),
        basis,
        "{}",
        Map.of(),
        Instant.EPOCH,
        Instant.EPOCH,
        new Counts(inputs, done, done, errors, 0),
        List.of(),
        List.of());
  }
}
