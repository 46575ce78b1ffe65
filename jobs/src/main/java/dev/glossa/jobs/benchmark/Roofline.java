package dev.glossa.jobs.benchmark;

/**
 * What a machine can do in a second.
 *
 * @param flops floating-point operations
 * @param bandwidth bytes from or to memory
 */
record Roofline(double flops, double bandwidth) {

  /**
   * The shortest time in seconds: that of the arithmetic or of the traffic, whichever is longer.
   */
  double seconds(double flops, double bytes) {
    return Math.max(flops / this.flops, bytes / bandwidth);
  }

  /** The higher rate of two measurements, for each of the rates. */
  Roofline or(Roofline other) {
    return new Roofline(Math.max(flops, other.flops), Math.max(bandwidth, other.bandwidth));
  }
}
