package dev.glossa.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.glossa.udf.engine.Models;
import dev.glossa.udf.engine.Precision;
import dev.glossa.udf.model.Checkpoint;
import dev.glossa.udf.spark.MachineMemory;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/** Models that are too large for the machines are refused with both figures. */
class TestModelMemory {
  private static final long GIB = 1L << 30;

  private static MachineMemory machine(String host, String executor, long spare) {
    return new MachineMemory(host, executor, OptionalLong.of(spare));
  }

  @Test
  void theSumOfAllModelsCounts() {
    Map<String, Long> weights = Map.of("b", 3 * GIB, "a", GIB);
    assertThat(
            ModelMemory.problem(
                weights, "float32", List.of(machine("this machine", "driver", 4 * GIB))))
        .isEmpty();
    assertThat(
            ModelMemory.problem(
                weights, "float32", List.of(machine("this machine", "driver", 4 * GIB - 1))))
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
    assertThat(ModelMemory.problem(Map.of("m", GIB), "float32", machines)).isEmpty();
    assertThat(ModelMemory.problem(Map.of("m", 2 * GIB), "float32", machines))
        .hasValueSatisfying(
            message ->
                assertThat(message)
                    .contains(
                        "2.00 GiB of weights in float32 for each of 2 executors (n2 has 3.00"));
  }

  @Test
  void aMachineThatDoesNotSayIsTrusted() {
    assertThat(
            ModelMemory.problem(
                Map.of("m", Long.MAX_VALUE / 2),
                "float32",
                List.of(new MachineMemory("n", "0", OptionalLong.empty()))))
        .isEmpty();
  }

  @Test
  void aModelsNumbersAreThoseOfItsWeights() throws Exception {
    Path model = Path.of(System.getProperty("project.root"), "data/models/bert-mini");
    // The file holds 4,549,376 numbers in float16.
    Checkpoint checkpoint = Checkpoint.open(model);
    assertThat(Models.bytes(checkpoint, Precision.FLOAT32)).isEqualTo(4 * 4_549_376L);
    assertThat(Models.bytes(checkpoint, Precision.BFLOAT16)).isEqualTo(2 * 4_549_376L);
    long table = (long) checkpoint.config().vocabSize() * checkpoint.config().hiddenSize();
    assertThat(Models.bytes(checkpoint, Precision.INT8)).isEqualTo(4_549_376L + 4 * table);
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
    assertThat(Models.bytes(checkpoint, Precision.FLOAT32)).isEqualTo(4 * (numbers + table));
    assertThat(Models.bytes(checkpoint, Precision.INT8)).isEqualTo(numbers + 4 * table);
  }
}
