package dev.glossa.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A run on Spark's own Master and two Workers, each with one GPU address. */
class ClusterIT {
  private static final Pattern LOADED =
      Pattern.compile("Loaded model (\\S+) \\(.*\\) on cpu in FLOAT32, GPU address (\\S+),");
  private static final Pattern TASK = Pattern.compile("Running task \\d+\\.\\d+ in stage");

  @TempDir Path folder;

  @Test
  void eachExecutorLoadsEachModelOnceOnItsOwnAddress() throws Exception {
    try (LocalCluster cluster = LocalCluster.start(folder, 2, 2, "4g")) {
      LocalCluster.Result result =
          LocalCluster.run(
              folder.resolve("submit.log"),
              "pipeline",
              "--master",
              cluster.url(),
              "--conf",
              "spark.executor.cores=2",
              "--conf",
              "spark.executor.memory=2g",
              "--conf",
              "spark.executor.resource.gpu.amount=1",
              "--conf",
              "spark.task.resource.gpu.amount=0.5",
              "--conf",
              "spark.default.parallelism=8",
              // A CPU stands in for the device behind each address.
              "--set",
              "engine.device=cpu",
              "--input",
              LocalCluster.ROOT.resolve("data/sample").toString(),
              "--output",
              folder.resolve("out").toString());
      assertThat(result.exit()).as(result.output()).isZero();

      Map<Path, Map<String, String>> loads = loads(cluster.executorLogs());
      assertThat(loads).as("executors that loaded models").hasSize(2);
      assertThat(loads.values().stream().flatMap(models -> models.values().stream()).distinct())
          .as("addresses in use")
          .containsExactlyInAnyOrder("0", "1");
      assertThat(loads.values())
          .as("an executor keeps to one address and loads all models")
          .allSatisfy(
              models -> {
                assertThat(models.values().stream().distinct()).hasSize(1);
                assertThat(models.keySet()).containsExactly("bart-mini", "bert-mini", "gpt2-mini");
              });
    }
  }

  /** Model → GPU address for each log; a second load of the same model fails. */
  private static Map<Path, Map<String, String>> loads(List<Path> logs) throws IOException {
    Map<Path, Map<String, String>> loads = new TreeMap<>();
    long tasks = 0;
    for (Path log : logs) {
      Map<String, String> models = new TreeMap<>();
      for (String line : Files.readAllLines(log)) {
        Matcher loaded = LOADED.matcher(line);
        if (loaded.find()) {
          assertThat(models.put(loaded.group(1), loaded.group(2)))
              .as("second load of %s in %s", loaded.group(1), log)
              .isNull();
        }
        tasks += TASK.matcher(line).find() ? 1 : 0;
      }
      if (!models.isEmpty()) {
        loads.put(log, models);
      }
    }
    assertThat(tasks).as("tasks that ran").isGreaterThanOrEqualTo(8);
    return loads;
  }
}
