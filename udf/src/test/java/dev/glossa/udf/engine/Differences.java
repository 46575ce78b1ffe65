package dev.glossa.udf.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.TreeMap;

/** Collects, for each field, the largest difference from the recorded values. */
final class Differences {
  /** What the recorded values allow, relative to the largest of a field's. */
  private static final double TOLERANCE = 1e-4;

  /** Recorded values have six digits after the point. */
  private static final double ROUNDING = 5.1e-7;

  private final Map<String, Double> largest = new TreeMap<>();
  private final Map<String, Double> beyondRounding = new TreeMap<>();

  /** Compares arrays of equal length. */
  void compare(String field, float[] actual, float[] expected) {
    assertThat(actual).as(field).hasSameSizeAs(expected);
    double scale = 1e-30;
    double difference = 0;
    for (int i = 0; i < expected.length; i++) {
      scale = Math.max(scale, Math.abs(expected[i]));
      double each = Math.abs(actual[i] - expected[i]);
      difference = Math.max(difference, Double.isNaN(each) ? Double.POSITIVE_INFINITY : each);
    }
    largest.merge(field, difference / scale, Math::max);
    beyondRounding.merge(field, Math.max(0, difference - ROUNDING) / scale, Math::max);
  }

  /** Compares single numbers. */
  void compare(String field, double actual, double expected) {
    compare(field, new float[] {(float) actual}, new float[] {(float) expected});
  }

  /** Prints every field's largest difference and fails if one is too large. */
  void verify(String title) {
    largest.forEach(
        (field, value) ->
            System.out.printf("%s %s: largest relative difference %.2e%n", title, field, value));
    assertThat(largest).isNotEmpty();
    assertThat(beyondRounding.values())
        .as(title + ": relative differences of " + largest.keySet())
        .allMatch(value -> value <= TOLERANCE);
  }
}
