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
 * Compares what the weights of a run's models take, and the caches of the largest batch that its
 * settings allow, with the memory that machines or GPUs have to spare. An executor keeps every
 * model of its run, so their sum counts, once for each executor of a machine. What a batch takes
 * besides while it is computed comes on top: a run that this lets through may still run out.
 */
final class ModelMemory {
  private static final double GIB = 1 << 30;

  private ModelMemory() {}

  /**
   * Memory in which models are kept.
   *
   * @param name of it, for people
   * @param bytes that it has to spare
   * @param processes that load all models into it
   * @param tasks of all of these at once
   * @param gpu whether it is a GPU's
   */
  record Place(String name, long bytes, int processes, int tasks, boolean gpu) {}

  /** The machines that say what they have to spare, each with its executors. */
  static List<Place> machines(Machines machines) {
    Map<String, List<MachineMemory>> byHost =
        machines.memory().stream()
            .filter(machine -> machine.spare().isPresent())
            .collect(Collectors.groupingBy(MachineMemory::host, TreeMap::new, Collectors.toList()));
    return byHost.entrySet().stream()
        .map(
            host -> {
              int executors =
                  (int) host.getValue().stream().map(MachineMemory::executor).distinct().count();
              long spare =
                  host.getValue().stream().mapToLong(m -> m.spare().getAsLong()).min().orElse(0);
              return new Place(
                  host.getKey(), spare, executors, executors * machines.tasks(), false);
            })
        .toList();
  }

  /** The smallest GPU, where all of them are known. */
  static List<Place> gpus(Machines machines) {
    return machines.gpu().isEmpty()
        ? List.of()
        : List.of(
            new Place(
                "the GPU", machines.gpu().getAsLong(), machines.loads(), machines.sharing(), true));
  }

  /**
   * What speaks against loading these models and writing with them.
   *
   * @param weights bytes of each model, by name
   * @param precision in which they are loaded
   * @param caches that may come on top
   * @param places where they would be
   */
  static Optional<String> problem(
      Map<String, Long> weights, String precision, Caches caches, Collection<Place> places) {
    long bytes = weights.values().stream().mapToLong(Long::longValue).sum();
    for (Place place : places) {
      // Weights alone first: with figures that are too large for a long, the rest means nothing.
      if (bytes > place.bytes() / place.processes()) {
        return Optional.of(
            String.format(
                Locale.ROOT,
                "Cannot load models %s: %.2f GiB of weights in %s%s (%s has %.2f GiB to spare; %suse"
                    + " smaller models or fewer at once, or a larger %s)",
                String.join(", ", new TreeMap<>(weights).keySet()),
                bytes / GIB,
                precision,
                place.processes() > 1 ? " for each of " + place.processes() + " executors" : "",
                place.name(),
                place.bytes() / GIB,
                place.gpu() ? "" : "set engine.precision = int8 or bfloat16, ",
                place.gpu() ? "GPU" : "machine"));
      }
      long left = place.bytes() - bytes * place.processes();
      long cached = caches.bytes(place.tasks(), place.processes());
      if (cached > left) {
        return Optional.of(
            String.format(
                Locale.ROOT,
                "Cannot keep the caches of %s: %.2f GiB%s (%s has %.2f GiB to spare beside the weights;"
                    + " lower engine.batch_tokens, what is read or written at most, such as"
                    + " max_new_tokens, ask.max_tokens or generate.prompt_tokens, or beams and"
                    + " samples, or run fewer tasks at once)",
                caches.largest().map(Caches.Largest::text).orElse("beginnings of prompts"),
                cached / GIB,
                place.tasks() > 1 ? " for " + place.tasks() + " tasks at once" : "",
                place.name(),
                left / GIB));
      }
    }
    return Optional.empty();
  }
}
