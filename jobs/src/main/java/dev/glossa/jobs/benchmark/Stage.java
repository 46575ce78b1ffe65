package dev.glossa.jobs.benchmark;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * What one stage took.
 *
 * @param name of the stage
 * @param documents that went through it
 * @param tokens that it read or wrote
 * @param seconds it took
 * @param floor seconds below which the machine cannot do it; NaN where nobody knows
 */
record Stage(String name, int documents, long tokens, double seconds, double floor) {

  /** One line of text. */
  String line(String model) {
    String line =
        String.format(
            Locale.ROOT,
            "%-10s %-16s %5d documents %8d tokens %9.3f s %10.1f tokens/s %9.3f documents/s",
            model,
            name,
            documents,
            tokens,
            seconds,
            tokens / seconds,
            documents / seconds);
    return Double.isNaN(floor)
        ? line
        : line
            + String.format(
                Locale.ROOT, "   floor %9.3f s, %5.1f %% of it reached", floor, 100 * share());
  }

  /** The measured speed as a share of the greatest possible one. */
  double share() {
    return floor / seconds;
  }

  Map<String, Object> fields() {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("stage", name);
    fields.put("documents", documents);
    fields.put("tokens", tokens);
    fields.put("seconds", seconds);
    fields.put("tokens_per_s", tokens / seconds);
    fields.put("documents_per_s", documents / seconds);
    if (!Double.isNaN(floor)) {
      fields.put("floor_s", floor);
      fields.put("share_of_floor", share());
    }
    return fields;
  }
}
