package dev.glossa.udf.engine;

import ai.djl.pytorch.jni.IValue;
import java.util.Arrays;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * The highest rates of a machine, measured with the operations that the models use: no model in the
 * same process can be faster. Owns its program: the caller closes it.
 */
public final class PeakRates implements AutoCloseable {
  /** Number of runs that are measured, after one that warms up. */
  private static final int RUNS = 9;

  private final Program program;
  private final LongSupplier clock;

  /** Bytes of one number that is copied or read. */
  private final int bytes;

  private PeakRates(Program program, LongSupplier clock, int bytes) {
    this.program = program;
    this.clock = clock;
    this.bytes = bytes;
  }

  /**
   * Gets ready to measure.
   *
   * @param clock in nanoseconds: what a second is, here and below
   * @throws IllegalArgumentException when this process already computes with another number of
   *     threads
   */
  public static PeakRates open(EngineOptions options, LongSupplier clock) {
    Pytorch.start(options.threads());
    Precision precision = options.precision();
    Program program =
        Program.compile("rates", Map.of(), options, precision.storage(options.device()));
    return new PeakRates(program, clock, precision.bytes());
  }

  /**
   * Times a matrix product, with its weight laid out as the models' are.
   *
   * @param rows of the activations [rows, in]
   * @param in columns of the weight [out, in]
   * @param out rows of the weight
   * @return floating-point operations per second, 2 · rows · in · out for a product: the median
   */
  public double multiply(int rows, int in, int out) {
    try (Scope scope = program.scope()) {
      IValue factors =
          scope.run(
              "factors",
              scope.number((long) rows),
              scope.number((long) in),
              scope.number((long) out),
              scope.longs(new long[1], 1));
      return 2.0 * rows * in * out / seconds("multiply", factors);
    }
  }

  /**
   * Times a copy from main memory, or the device's own, to itself.
   *
   * @param numbers how many, of the precision's size, so many that no cache holds them
   * @return bytes per second, read and written ones together: the median
   */
  public double copy(int numbers) {
    return traffic("copy", numbers, 2);
  }

  /**
   * Times reading from memory, which is most of what a step of decoding does.
   *
   * @param numbers how many, of the precision's size, so many that no cache holds them
   * @return bytes per second: the median
   */
  public double read(int numbers) {
    return traffic("read", numbers, 1);
  }

  private double traffic(String method, int numbers, int times) {
    try (Scope scope = program.scope()) {
      IValue both = scope.run("numbers", scope.number((long) numbers), scope.longs(new long[1], 1));
      return (double) times * numbers * bytes / seconds(method, both);
    }
  }

  private double seconds(String method, IValue arguments) {
    double[] seconds = new double[RUNS];
    for (int run = -1; run < RUNS; run++) {
      try (Scope scope = program.scope()) {
        long begin = clock.getAsLong();
        scope.floats(scope.run(method, arguments));
        seconds[Math.max(run, 0)] = (clock.getAsLong() - begin) / 1e9;
      }
    }
    Arrays.sort(seconds);
    return seconds[RUNS / 2];
  }

  /** Frees the program. */
  @Override
  public void close() {
    program.close();
  }
}
