package dev.glossa.jobs;

import dev.glossa.udf.spark.MachineMemory;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Compares what the weights of a run's models take with the memory that machines have to spare. An
 * executor keeps every model of its run, so their sum counts, once for each executor of a machine.
 * What batches take comes on top: a run that this lets through may still run out.
 */
final class ModelMemory {
  private static final double GIB = 1 << 30;

  private ModelMemory() {}

  /**
   * What speaks against loading these models.
   *
   * @param weights bytes of each model, by name
   * @param precision in which they are loaded
   * @param machines where they would be
   */
  static Optional<String> problem(
      Map<String, Long> weights, String precision, Collection<MachineMemory> machines) {
    long bytes = weights.values().stream().mapToLong(Long::longValue).sum();
    Map<String, List<MachineMemory>> byHost =
        machines.stream()
            .filter(machine -> machine.spare().isPresent())
            .collect(Collectors.groupingBy(MachineMemory::host, TreeMap::new, Collectors.toList()));
    for (Map.Entry<String, List<MachineMemory>> host : byHost.entrySet()) {
      long executors = host.getValue().stream().map(MachineMemory::executor).distinct().count();
      long spare = host.getValue().stream().mapToLong(m -> m.spare().getAsLong()).min().orElse(0);
      if (bytes * executors > spare) {
        return Optional.of(
            String.format(
                Locale.ROOT,
                "Cannot load models %s: %.2f GiB of weights in %s%s (%s has %.2f GiB to spare;"
                    + " set engine.precision = int8 or bfloat16, use smaller models or fewer at once, or a"
                    + " larger machine)",
                String.join(", ", new TreeMap<>(weights).keySet()),
                bytes / GIB,
                precision,
                executors > 1 ? " for each of " + executors + " executors" : "",
                host.getKey(),
                spare / GIB));
      }
    }
    return Optional.empty();
  }
}
