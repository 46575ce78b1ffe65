package dev.glossa.udf.engine;

/**
 * How models are computed.
 *
 * @param device {@code cpu}, or {@code cuda:N} with the number of a GPU
 * @param precision element type; float16 is slow on a processor
 * @param threads threads of one operation, for the whole process; 0 leaves PyTorch's choice, the
 *     number of cores
 */
public record EngineOptions(String device, Precision precision, int threads) {

  /** Checks the device's form and the number of threads. */
  public EngineOptions {
    if (!device.matches("cpu|cuda:[0-9]{1,3}")) {
      throw new IllegalArgumentException(
          "Cannot use device: " + device + " (not cpu or cuda:N; name one of these)");
    }
    if (threads < 0) {
      throw new IllegalArgumentException(
          "Cannot use threads: " + threads + " (negative; 0 leaves the choice to PyTorch)");
    }
  }
}
