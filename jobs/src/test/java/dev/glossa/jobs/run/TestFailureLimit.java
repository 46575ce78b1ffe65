package dev.glossa.jobs.run;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.glossa.jobs.run.Manifest.Inputs;
import dev.glossa.jobs.run.Manifest.RunPart;
import dev.glossa.jobs.run.Manifest.StageRun;
import dev.glossa.jobs.run.Manifest.TableFiles;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TestFailureLimit {

  @Test
  void wavesAreCountedTogether() throws Exception {
    FailureLimit limit = new FailureLimit(0.1);
    limit.add(wave(10, 1, 0));
    limit.add(wave(10, 1, 0));
    assertThatThrownBy(() -> limit.add(wave(10, 2, 0)))
        .isInstanceOf(RunException.class)
        .hasMessage(
            "Cannot go on: 4 of 30 documents failed in embed (more than failures.max_fraction ="
                + " 0.1; what is good is published up to wave w, `status` counts the errors by"
                + " code)");
  }

  @Test
  void whatCannotBeReadCountsByItself() {
    assertThatThrownBy(() -> new FailureLimit(0.1).add(wave(10, 0, 2)))
        .hasMessageContaining("2 of 12 documents failed in read");
  }

  @Test
  void nothingStopsARunThatMayFailAltogether() {
    assertThatCode(() -> new FailureLimit(1).add(wave(3, 3, 5))).doesNotThrowAnyException();
    assertThatThrownBy(() -> new FailureLimit(0).add(wave(1000, 1, 0)))
        .isInstanceOf(RunException.class);
  }

  private static Manifest wave(long texts, long errors, long unread) {
    StageRun embed = new StageRun("embed", "00", Map.of(), texts, texts - errors, errors, 1, 2, 3);
    RunPart part =
        new RunPart(
            "w",
            Instant.EPOCH,
            Instant.EPOCH,
            List.of(),
            "{}",
            Map.of(),
            new Inputs(texts + unread, texts + unread, 0, 0),
            List.of(embed));
    return new Manifest(
        "w",
        "w",
        List.of(),
        List.of(part),
        List.of(new TableFiles("errors", errors + unread, List.of())));
  }
}
