package dev.glossa.jobs;

import dev.glossa.udf.spark.MachineMemory;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;

/**
 * Where the tasks of a session run.
 *
 * @param memory of each process that they run in
 * @param tasks that one of these processes does at once
 * @param loads processes that load the models on one GPU, each of its own
 * @param sharing tasks that compute on one GPU at once
 */
record Machines(List<MachineMemory> memory, int tasks, int loads, int sharing) {
  private static final String GPU_OF_TASK = "spark.task.resource.gpu.amount";

  /**
   * Asks the processes themselves.
   *
   * @param onGpu whether tasks compute on GPUs
   */
  static Machines of(SparkSession spark, boolean onGpu) {
    List<MachineMemory> memory =
        MachineMemory.ofTasks(JavaSparkContext.fromSparkContext(spark.sparkContext()), onGpu);
    int forTask = spark.sparkContext().conf().getInt("spark.task.cpus", 1);
    int slots = spark.sparkContext().defaultParallelism() / forTask;
    int executors =
        (int) memory.stream().map(each -> each.host() + '\t' + each.executor()).distinct().count();
    double ofTask = spark.sparkContext().conf().getDouble(GPU_OF_TASK, 0);
    return of(memory, Math.max(1, slots / Math.max(1, executors)), ofTask);
  }

  /**
   * The same of processes that are known.
   *
   * @param ofTask GPUs that Spark assigns to a task, 0 where it assigns none: then all processes of
   *     a machine compute on its first one
   */
  static Machines of(List<MachineMemory> memory, int tasks, double ofTask) {
    if (ofTask > 0) {
      return new Machines(memory, tasks, 1, Math.min(tasks, Math.max(1, (int) (1 / ofTask))));
    }
    long most =
        memory.stream()
            .collect(Collectors.groupingBy(MachineMemory::host, Collectors.counting()))
            .values()
            .stream()
            .mapToLong(Long::longValue)
            .max()
            .orElse(1);
    return new Machines(memory, tasks, (int) most, (int) most * tasks);
  }

  /** Whether Spark assigns GPUs to tasks. */
  static boolean assignsGpus(SparkSession spark) {
    return spark.sparkContext().conf().contains(GPU_OF_TASK);
  }

  /** Bytes of the smallest GPU; empty where one of them is not known. */
  OptionalLong gpu() {
    return memory.stream().anyMatch(each -> each.gpu().isEmpty())
        ? OptionalLong.empty()
        : memory.stream().mapToLong(each -> each.gpu().getAsLong()).min();
  }
}
