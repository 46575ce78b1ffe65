package dev.glossa.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.glossa.jobs.config.ConfigSources;
import dev.glossa.jobs.config.Settings;
import dev.glossa.jobs.run.Amount;
import dev.glossa.udf.batch.Shape;
import dev.glossa.udf.engine.ModelLimits;
import dev.glossa.udf.engine.Models;
import dev.glossa.udf.engine.Precision;
import dev.glossa.udf.model.Checkpoint;
import dev.glossa.udf.model.family.LayerStack;
import dev.glossa.udf.spark.MachineMemory;
import dev.glossa.udf.spark.ModelPlan;
import dev.glossa.udf.task.CacheUse;
import dev.glossa.udf.task.Stages;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Models that are too large for the machines are refused with both figures. */
class TestModelMemory {
  private static final long GIB = 1L << 30;

  private static MachineMemory machine(String host, String executor, long spare) {
    return new MachineMemory(host, executor, OptionalLong.of(spare), OptionalLong.empty());
  }

  private static Optional<String> problem(
      Map<String, Long> weights, String precision, List<MachineMemory> machines) {
    return ModelMemory.problem(
        weights,
        precision,
        new Caches(Optional.empty(), 0),
        ModelMemory.machines(Machines.of(machines, 1, 0)));
  }

  @Test
  void theSumOfAllModelsCounts() {
    Map<String, Long> weights = Map.of("b", 3 * GIB, "a", GIB);
    assertThat(problem(weights, "float32", List.of(machine("this machine", "driver", 4 * GIB))))
        .isEmpty();
    assertThat(problem(weights, "float32", List.of(machine("this machine", "driver", 4 * GIB - 1))))
        .hasValue(
            "Cannot load models a, b: 4.00 GiB of weights in float32 (this machine has 4.00 GiB to"
                + " spare; set engine.precision = int8 or bfloat16, use smaller models or fewer at once, or"
                + " a larger machine)");
  }

  @Test
  void everyExecutorOfAMachineLoadsThem() {
    List<MachineMemory> machines =
        List.of(
            machine("n1", "0", 9 * GIB),
            machine("n2", "1", 3 * GIB),
            machine("n2", "2", 3 * GIB + 5));
    assertThat(problem(Map.of("m", GIB), "float32", machines)).isEmpty();
    assertThat(problem(Map.of("m", 2 * GIB), "float32", machines))
        .hasValueSatisfying(
            message ->
                assertThat(message)
                    .contains(
                        "2.00 GiB of weights in float32 for each of 2 executors (n2 has 3.00"));
  }

  /** What a batch of so many bytes is said to be does not matter here. */
  private static Caches caches(long bytes, long kept) {
    CacheUse use = new CacheUse("m", 900, 4, 60, 16);
    return new Caches(
        Optional.of(new Caches.Largest("ask", use, new Shape("ask", 2, 1024), bytes)), kept);
  }

  @Test
  void theLargestCachesCountForEachTask() {
    List<MachineMemory> machines =
        List.of(
            machine("n1", "0", 20 * GIB), machine("n2", "1", 9 * GIB), machine("n2", "2", 9 * GIB));
    List<ModelMemory.Place> places = ModelMemory.machines(Machines.of(machines, 2, 0));
    Map<String, Long> weights = Map.of("m", GIB);
    // Two executors on n2: twice a GiB of weights and half a GiB of beginnings, 4 tasks with
    // caches.
    Caches fitting = caches(3 * GIB / 2, GIB / 2);
    assertThat(ModelMemory.problem(weights, "float32", fitting, places)).isEmpty();
    assertThat(ModelMemory.problem(weights, "float32", caches(3 * GIB / 2 + 1, GIB / 2), places))
        .hasValue(
            "Cannot keep the caches of ask with model m (2 x (1,024 + 4 x 60) tokens: documents, what"
                + " is read of each, and what is written): 7.00 GiB for 4 tasks at once (n2 has"
                + " 7.00 GiB to spare beside the weights; lower engine.batch_tokens, what is read or"
                + " written at most, such as max_new_tokens, ask.max_tokens or"
                + " generate.prompt_tokens, or beams and samples, or run fewer tasks at once)");
  }

  @Test
  void aGpuHoldsWhatItsTasksShare() {
    List<MachineMemory> machines = List.of(gpu("n1", "0", 24 * GIB), gpu("n2", "1", 16 * GIB));
    Machines shared = Machines.of(machines, 8, 0.25);
    assertThat(shared.gpu()).hasValue(16 * GIB);
    List<ModelMemory.Place> places = ModelMemory.gpus(shared);
    Map<String, Long> weights = Map.of("m", 8 * GIB);
    assertThat(ModelMemory.problem(weights, "float16", caches(2 * GIB, 0), places)).isEmpty();
    assertThat(ModelMemory.problem(weights, "float16", caches(2 * GIB, 1), places))
        .hasValueSatisfying(
            message -> assertThat(message).contains("8.00 GiB for 4 tasks at once (the GPU has"));
    assertThat(ModelMemory.problem(Map.of("m", 17 * GIB), "float16", caches(0, 0), places))
        .hasValue(
            "Cannot load models m: 17.00 GiB of weights in float16 (the GPU has 16.00 GiB to spare;"
                + " use smaller models or fewer at once, or a larger GPU)");
    assertThat(ModelMemory.gpus(Machines.of(machines, 8, 1)).get(0).tasks()).isEqualTo(1);
  }

  @Test
  void withoutAddressesAllProcessesOfAMachineAreOnItsFirstGpu() {
    Machines machines =
        Machines.of(List.of(gpu("n1", "0", GIB), gpu("n1", "1", GIB), gpu("n2", "2", GIB)), 3, 0);
    assertThat(ModelMemory.gpus(machines))
        .containsExactly(new ModelMemory.Place("the GPU", GIB, 2, 6, true));
    assertThat(
            ModelMemory.gpus(
                Machines.of(List.of(gpu("n1", "0", GIB), machine("n1", "1", GIB)), 3, 0)))
        .as("one of them is not known")
        .isEmpty();
  }

  @Test
  void tasksShareHalfOfWhatTheWeightsLeaveForTheirBatches() throws Exception {
    Path folder = Path.of(System.getProperty("project.root"), "data/models/bert-mini");
    Checkpoint bert = Checkpoint.open(folder);
    LayerStack layers = bert.config().reading();
    long token =
        2 * (16L * bert.config().hiddenSize() + 4L * layers.intermediateSize())
            + 4096L * layers.heads();
    ModelPlan.ModelFile file =
        new ModelPlan.ModelFile("p", ModelPlan.Where.NODES, "p", "f", Precision.FLOAT16, 2048);
    for (int missing : new int[] {0, 8}) {
      long bytes = GIB + 2 * 4 * 8192 * token - missing;
      Machines machines =
          Machines.of(List.of(gpu("n1", "0", bytes), gpu("n2", "1", 2 * bytes)), 8, 0.25);
      Map<String, ModelPlan.ModelFile> models = new TreeMap<>(Map.of("m", file));
      Checkpoints.grow(models, Map.of("m", bert), Map.of("m", GIB), machines);
      assertThat(models.get("m").batchTokens()).isEqualTo(missing == 0 ? 8192 : 4096);
    }
    Map<String, ModelPlan.ModelFile> models = new TreeMap<>(Map.of("m", file));
    Machines unknown = Machines.of(List.of(machine("n1", "0", GIB)), 8, 0.25);
    Checkpoints.grow(models, Map.of("m", bert), Map.of("m", GIB), unknown);
    assertThat(models.get("m").batchTokens()).isEqualTo(2048);
  }

  @Test
  void aStageHasFewerTasksWhereItsBatchesAreLarger() throws Exception {
    Settings settings =
        Settings.load(
            new ConfigSources(
                Path.of(System.getProperty("project.root")), List.of(), List.of(), List.of(), ""),
            List.of());
    ModelPlan.ModelFile file =
        new ModelPlan.ModelFile("p", ModelPlan.Where.NODES, "p", "f", Precision.FLOAT16, 16_384);
    ModelPlan plan =
        new ModelPlan(
            Map.of("bert-mini", file), "", settings.engine(), new ModelLimits(0, Duration.ZERO));
    Machines machines = Machines.of(List.of(machine("n", "0", GIB)), 1, 0);
    Amount amount = new Amount(1000, 900_000);
    for (boolean onGpu : new boolean[] {false, true}) {
      Checkpoints checkpoints =
          new Checkpoints(
              plan, Map.of(), Map.of(), new Caches(Optional.empty(), 0), machines, onGpu);
      assertThat(checkpoints.forTasks(Stages.EMBED, settings, amount))
          .isEqualTo(onGpu ? new Amount(125, 112_500) : amount);
    }
  }

  private static MachineMemory gpu(String host, String executor, long bytes) {
    return new MachineMemory(host, executor, OptionalLong.of(GIB), OptionalLong.of(bytes));
  }

  @Test
  void aMachineThatDoesNotSayIsTrusted() {
    assertThat(
            problem(
                Map.of("m", Long.MAX_VALUE / 2),
                "float32",
                List.of(new MachineMemory("n", "0", OptionalLong.empty(), OptionalLong.empty()))))
        .isEmpty();
  }

  @Test
  void aModelsNumbersAreThoseOfItsWeights() throws Exception {
    Path model = Path.of(System.getProperty("project.root"), "data/models/bert-mini");
    // The file holds 4,549,376 numbers in float16.
    Checkpoint checkpoint = Checkpoint.open(model);
    long table = (long) checkpoint.config().vocabSize() * checkpoint.config().hiddenSize();
    assertThat(Models.bytes(checkpoint, Precision.FLOAT32)).isEqualTo(4 * 4_549_376L - 2 * table);
    assertThat(Models.bytes(checkpoint, Precision.BFLOAT16)).isEqualTo(2 * 4_549_376L);
    assertThat(Models.bytes(checkpoint, Precision.INT8)).isEqualTo(4_549_376L + table);
  }

  @Test
  void aTableThatIsAlsoTheHeadCountsTwice() throws Exception {
    Path model = Path.of(System.getProperty("project.root"), "data/models/gpt2-mini");
    Checkpoint checkpoint = Checkpoint.open(model);
    long numbers =
        checkpoint.tensors().names().stream()
            .map(checkpoint.tensors()::info)
            .mapToLong(info -> info.length() / info.dtype().bytes())
            .sum();
    long table = (long) checkpoint.config().vocabSize() * checkpoint.config().hiddenSize();
    // This file, too, holds numbers of two bytes.
    assertThat(Models.bytes(checkpoint, Precision.FLOAT32)).isEqualTo(4 * numbers + 2 * table);
    assertThat(Models.bytes(checkpoint, Precision.INT8)).isEqualTo(numbers + 2 * table);
  }
}
