package dev.glossa.jobs.run;

import dev.glossa.jobs.run.Manifest.RunPart;
import dev.glossa.jobs.run.Manifest.StageRun;
import dev.glossa.jobs.table.Tables;
import java.util.Map;
import java.util.TreeMap;

/**
 * The share of a run's documents that may fail in a stage before the run is stopped. It is looked
 * at after each wave, so what is good has been published.
 */
public final class FailureLimit {
  private static final String READ = "read";

  private final double maxFraction;
  private final Map<String, Count> counts = new TreeMap<>();

  private record Count(long attempted, long errors) {

    Count plus(Count more) {
      return new Count(attempted + more.attempted, errors + more.errors);
    }
  }

  /**
   * @param maxFraction 0 to 1; with 1 nothing stops a run
   */
  public FailureLimit(double maxFraction) {
    this.maxFraction = maxFraction;
  }

  /**
   * Counts a published wave in.
   *
   * @throws RunException when more than the fraction of what a stage was given so far has failed,
   *     or more than the fraction of what is new could not be read
   */
  public void add(Manifest wave) throws RunException {
    long unread = wave.rows(Tables.ERRORS.name());
    long found = 0;
    for (RunPart part : wave.runs()) {
      found += part.inputs().added() + part.inputs().changed();
      for (StageRun stage : part.stages()) {
        unread -= stage.errors();
        count(stage.stage(), new Count(stage.attempted(), stage.errors()));
      }
    }
    count(READ, new Count(found, unread));
    for (Map.Entry<String, Count> stage : counts.entrySet()) {
      Count its = stage.getValue();
      if (its.errors() > maxFraction * its.attempted()) {
        throw new RunException(
            "Cannot go on: "
                + its.errors()
                + " of "
                + its.attempted()
                + " documents failed in "
                + stage.getKey()
                + " (more than failures.max_fraction = "
                + maxFraction
                + "; what is good is published up to wave "
                + wave.wave()
                + ", `status` counts the errors by code)");
      }
    }
  }

  private void count(String stage, Count more) {
    counts.merge(stage, more, Count::plus);
  }
}
