package dev.glossa.jobs.run;

/**
 * The share of a run's inputs that may fail before the run is stopped. It is looked at after each
 * wave, so what is good has been published.
 */
public final class FailureLimit {

  private final double maxFraction;
  private long inputs;
  private long errors;

  /**
   * @param maxFraction 0 to 1; with 1 nothing stops a run
   */
  public FailureLimit(double maxFraction) {
    this.maxFraction = maxFraction;
  }

  /**
   * Counts a published wave in.
   *
   * @throws RunException when more than the fraction of the inputs so far are errors
   */
  public void add(Manifest wave) throws RunException {
    inputs += wave.counts().inputs();
    errors += wave.counts().errors();
    if (errors > maxFraction * inputs) {
      throw new RunException(
          "Cannot go on: "
              + errors
              + " of "
              + inputs
              + " inputs failed (more than failures.max_fraction = "
              + maxFraction
              + "; what is good is published up to wave "
              + wave.wave()
              + ", `status` counts the errors by code)");
    }
  }
}
