package dev.glossa.udf.spark;

import dev.glossa.udf.engine.Gpu;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.apache.spark.SparkEnv;
import org.apache.spark.api.java.JavaSparkContext;

/**
 * Memory that a process could still take outside its heap, where weights lie, and that of its GPU.
 *
 * @param host the machine
 * @param executor the process, by Spark's name
 * @param spare bytes: what the kernel calls available (pages that it can give up included), or what
 *     the container's limit leaves if that is less, without what the heap may yet grow by; empty
 *     where the system does not say
 * @param gpu bytes of the whole memory of the GPU that a task computes on; empty where it computes
 *     on none, or nothing says how much that is
 */
public record MachineMemory(String host, String executor, OptionalLong spare, OptionalLong gpu) {
  private static final String UNKNOWN = "unknown";
  private static final String FIRST_GPU = "0";

  /** Memory that this process may still take, in bytes. */
  private static OptionalLong spareHere() {
    long heap = Runtime.getRuntime().maxMemory() - Runtime.getRuntime().totalMemory();
    OptionalLong available = available(Path.of("/"));
    return available.isEmpty()
        ? available
        : OptionalLong.of(Math.max(0, available.getAsLong() - heap));
  }

  /**
   * The memory of each process in which a session's tasks run: this one, or its executors.
   *
   * @param onGpu whether tasks compute on the GPU that Spark assigns to them, or else on the first
   */
  public static List<MachineMemory> ofTasks(JavaSparkContext spark, boolean onGpu) {
    if (spark.isLocal()) {
      OptionalLong gpu = onGpu ? Gpu.memory(FIRST_GPU) : OptionalLong.empty();
      return List.of(new MachineMemory("this machine", "driver", spareHere(), gpu));
    }
    int tasks = Math.max(2, spark.defaultParallelism());
    // Texts, since a site may have chosen any serializer for results.
    return spark
        .parallelize(IntStream.range(0, tasks).boxed().toList(), tasks)
        .map(task -> line(onGpu))
        .distinct()
        .collect()
        .stream()
        .map(MachineMemory::of)
        .toList();
  }

  private static String line(boolean onGpu) {
    SparkEnv env = SparkEnv.get();
    OptionalLong gpu =
        onGpu ? Gpu.memory(ExecutorModels.address().orElse(FIRST_GPU)) : OptionalLong.empty();
    return String.join(
        "\t",
        env.blockManager().blockManagerId().host(),
        env.executorId(),
        text(spareHere()),
        text(gpu));
  }

  private static String text(OptionalLong bytes) {
    return bytes.isPresent() ? Long.toString(bytes.getAsLong()) : UNKNOWN;
  }

  private static MachineMemory of(String line) {
    String[] parts = line.split("\t");
    return new MachineMemory(parts[0], parts[1], bytes(parts[2]), bytes(parts[3]));
  }

  private static OptionalLong bytes(String text) {
    return text.equals(UNKNOWN) ? OptionalLong.empty() : OptionalLong.of(Long.parseLong(text));
  }

  /**
   * What a system says is available.
   *
   * @param root its uppermost folder
   */
  static OptionalLong available(Path root) {
    LongStream available =
        Stream.of(
                field(root.resolve("proc/meminfo"), "MemAvailable:").map(kib -> kib << 10),
                left(
                    root.resolve("sys/fs/cgroup/memory.max"),
                    root.resolve("sys/fs/cgroup/memory.current"),
                    field(root.resolve("sys/fs/cgroup/memory.stat"), "inactive_file")),
                left(
                    root.resolve("sys/fs/cgroup/memory/memory.limit_in_bytes"),
                    root.resolve("sys/fs/cgroup/memory/memory.usage_in_bytes"),
                    field(root.resolve("sys/fs/cgroup/memory/memory.stat"), "total_inactive_file")))
            .flatMap(Optional::stream)
            .mapToLong(Long::longValue);
    return available.min();
  }

  /**
   * Bytes that a control group's limit leaves, with those of cached files, which can be given up.
   */
  private static Optional<Long> left(Path limit, Path used, Optional<Long> cached) {
    Optional<Long> most = number(limit);
    Optional<Long> now = number(used);
    return most.isEmpty() || now.isEmpty()
        ? Optional.empty()
        : Optional.of(Math.max(0, most.get() - now.get() + cached.orElse(0L)));
  }

  private static Optional<Long> number(Path file) {
    return lines(file).findFirst().flatMap(MachineMemory::parsed);
  }

  private static Optional<Long> field(Path file, String name) {
    return lines(file)
        .map(line -> line.trim().split("\\s+"))
        .filter(words -> words.length > 1 && words[0].equals(name))
        .findFirst()
        .flatMap(words -> parsed(words[1]));
  }

  /** A limit in bytes; the word max means that there is none. */
  private static Optional<Long> parsed(String text) {
    return text.trim().matches("[0-9]{1,18}")
        ? Optional.of(Long.parseLong(text.trim()))
        : Optional.empty();
  }

  private static Stream<String> lines(Path file) {
    try {
      return Files.isReadable(file) ? Files.readAllLines(file).stream() : Stream.empty();
    } catch (IOException e) {
      return Stream.empty();
    }
  }
}
