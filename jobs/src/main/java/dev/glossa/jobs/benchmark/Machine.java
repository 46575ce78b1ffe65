package dev.glossa.jobs.benchmark;

import dev.glossa.udf.engine.EngineOptions;
import dev.glossa.udf.engine.PeakRates;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * What the machine does right now.
 *
 * @param large operations per second of a large matrix product
 * @param shapes the same of products at a model's own shapes, by their names
 * @param read bytes per second read from memory
 * @param copy bytes per second of a copy, both ways together
 */
record Machine(double large, Map<String, Double> shapes, double read, double copy) {
  private static final int LARGE = 1024;

  /** Numbers in the memory that is read and copied: 256 MiB in float32, beyond any cache. */
  private static final int NUMBERS = 1 << 26;

  /** Shape of the widest matrix products of a model: width, feed-forward, vocabulary. */
  record Shape(int width, int feedForward, int vocabulary) {}

  /**
   * Measures it.
   *
   * @param clock in nanoseconds
   * @param reading rows of a matrix product while a batch is read
   * @param writing rows of one while a step is written; 0 for a model that writes nothing
   */
  static Machine measure(
      EngineOptions options, LongSupplier clock, Shape shape, int reading, int writing) {
    try (PeakRates rates = PeakRates.open(options, clock)) {
      Map<String, Double> shapes = new LinkedHashMap<>();
      product(rates, shapes, reading, shape.width(), shape.feedForward());
      product(rates, shapes, reading, shape.feedForward(), shape.width());
      if (writing > 0) {
        product(rates, shapes, writing, shape.width(), shape.feedForward());
        product(rates, shapes, writing, shape.width(), shape.vocabulary());
      }
      return new Machine(
          rates.multiply(LARGE, LARGE, LARGE), shapes, rates.read(NUMBERS), rates.copy(NUMBERS));
    }
  }

  private static void product(
      PeakRates rates, Map<String, Double> shapes, int rows, int in, int out) {
    shapes.put(rows + "x" + in + "x" + out, rates.multiply(rows, in, out));
  }

  /** The highest rates seen. */
  Roofline ceiling() {
    double flops =
        Math.max(large, shapes.values().stream().mapToDouble(Double::doubleValue).max().orElse(0));
    return new Roofline(flops, Math.max(read, copy));
  }

  /** One line of text. */
  String line(String model, String when) {
    StringBuilder products = new StringBuilder();
    shapes.forEach(
        (name, flops) ->
            products.append(String.format(Locale.ROOT, ", %s %.1f", name, flops / 1e9)));
    return String.format(
        Locale.ROOT,
        "%-10s ceiling %-8s GFLOP/s: %dx%dx%d %.1f%s; GB/s: read %.1f, copy %.1f",
        model,
        when,
        LARGE,
        LARGE,
        LARGE,
        large / 1e9,
        products,
        read / 1e9,
        copy / 1e9);
  }

  Map<String, Object> fields() {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("large_flops_per_s", large);
    fields.put("flops_per_s", shapes);
    fields.put("read_bytes_per_s", read);
    fields.put("copy_bytes_per_s", copy);
    return fields;
  }
}
