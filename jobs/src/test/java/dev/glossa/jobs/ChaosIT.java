package dev.glossa.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Executors and drivers killed at seeded random moments, with DuckDB reading all the while.
 *
 * <p>{@code -Dchaos.executor-kills} and {@code -Dchaos.driver-kills} set how many (defaults 3 and
 * 2), {@code -Dchaos.seed} when.
 */
class ChaosIT {
  private static final int EXECUTOR_KILLS = Integer.getInteger("chaos.executor-kills", 3);
  private static final int DRIVER_KILLS = Integer.getInteger("chaos.driver-kills", 2);
  private static final long SEED = Long.getLong("chaos.seed", 1);

  /**
   * Longest wait before a kill: beyond the time that an undisturbed run takes to its first wave.
   */
  private static final int LONGEST_WAIT_MILLIS = 25_000;

  private static final int KILLED = 137;

  @TempDir Path folder;

  private final Random random = new Random(SEED);
  private int killed;

  @Test
  void killedExecutorsAndDriversLoseNothingAndDoubleNothing() throws Exception {
    try (LocalCluster cluster = LocalCluster.start(folder, 2, 1, "3g")) {
      Path calm = folder.resolve("calm");
      assertThat(finish(start(cluster, calm, "calm"))).as(log("calm")).isZero();
      Digest undisturbed = Digest.of(calm);

      Path stormy = folder.resolve("stormy");
      int drivers = 0;
      try (WaveReader reader = new WaveReader(stormy)) {
        int runs = 0;
        int exit;
        do {
          Process driver = start(cluster, stormy, "stormy-" + runs);
          if (drivers < DRIVER_KILLS && killed >= drivers * EXECUTOR_KILLS / DRIVER_KILLS) {
            drivers += killDriver(driver) ? 1 : 0;
          } else {
            killExecutors(cluster, driver);
          }
          exit = finish(driver);
          assertThat(exit).as(log("stormy-" + runs)).isIn(0, KILLED);
          runs++;
          if (exit == 0 && (drivers < DRIVER_KILLS || killed < EXECUTOR_KILLS)) {
            // All is published and kills are left: once more from nothing, under the reader's eyes.
            assertThat(Digest.of(stormy)).isEqualTo(undisturbed);
            stormy = reader.moveOn(folder.resolve("stormy-after-" + runs));
          }
        } while (exit != 0 || drivers < DRIVER_KILLS || killed < EXECUTOR_KILLS);
        assertThat(reader.partialWaves()).as("waves seen in part").isEmpty();
        System.out.printf(
            "executors killed  drivers killed  reads  partial waves%n%16d  %14d  %5d  %13d%n",
            killed, drivers, reader.reads(), reader.partialWaves().size());
      }
      if (Files.exists(stormy)) {
        assertThat(Digest.of(stormy)).isEqualTo(undisturbed);
        LocalCluster.Result verify =
            LocalCluster.run(folder.resolve("verify.log"), "verify", "--output", stormy.toString());
        assertThat(verify.exit()).as(verify.output()).isZero();
      }
    }
  }

  private Process start(LocalCluster cluster, Path output, String name) throws IOException {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "embed",
                "--master",
                cluster.url(),
                "--conf",
                "spark.executor.cores=1",
                "--conf",
                "spark.executor.memory=1g",
                "--conf",
                "spark.default.parallelism=8",
                // A standalone master gives an application up after ten lost executors.
                "--conf",
                "spark.deploy.maxExecutorRetries=-1",
                "--conf",
                "spark.task.maxFailures=100",
                "--conf",
                "spark.stage.maxConsecutiveAttempts=100",
                "--set",
                "wave.documents=20",
                "--input",
                LocalCluster.ROOT.resolve("data/sample").toString(),
                "--output",
                output.toString()));
    return LocalCluster.submit(
        folder.resolve(name + ".log"), Map.of(), arguments.toArray(String[]::new));
  }

  private boolean killDriver(Process driver) throws InterruptedException {
    if (driver.waitFor(random.nextInt(LONGEST_WAIT_MILLIS), TimeUnit.MILLISECONDS)) {
      return false;
    }
    driver.toHandle().destroyForcibly();
    return true;
  }

  private void killExecutors(LocalCluster cluster, Process driver) throws InterruptedException {
    while (killed < EXECUTOR_KILLS
        && !driver.waitFor(2_000 + random.nextInt(8_000), TimeUnit.MILLISECONDS)) {
      List<ProcessHandle> executors = cluster.executors();
      if (!executors.isEmpty()) {
        executors.get(random.nextInt(executors.size())).destroyForcibly();
        killed++;
      }
    }
  }

  private static int finish(Process driver) throws InterruptedException {
    if (!driver.waitFor(10, TimeUnit.MINUTES)) {
      driver.destroyForcibly();
      throw new IllegalStateException("Still running after 10 minutes");
    }
    return driver.exitValue();
  }

  private String log(String name) throws IOException {
    Path log = folder.resolve(name + ".log");
    return Files.exists(log) ? Files.readString(log) : name;
  }
}
