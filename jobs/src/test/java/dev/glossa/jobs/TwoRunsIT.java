package dev.glossa.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two runs that are started on one output folder at once, each a process of its own. */
class TwoRunsIT {
  @TempDir Path folder;

  @Test
  void oneRefusesAndNamesTheOtherWhichEndsWell() throws Exception {
    Path out = Files.createDirectory(folder.resolve("out"));
    Process first = start(out, "first");
    Process second = start(out, "second");
    try {
      long owner = owner(out, first, second);
      boolean firstOwns = owner == first.pid();
      assertThat(owner).isIn(first.pid(), second.pid());
      Process holder = firstOwns ? first : second;
      Process other = firstOwns ? second : first;
      // The holder waits until the other has come to the lock, however slow that is.
      assertThat(LocalCluster.signal("-STOP", owner)).as("kill -STOP").isZero();
      LocalCluster.Result refused = LocalCluster.finish(other, log(firstOwns ? "second" : "first"));
      assertThat(LocalCluster.signal("-CONT", owner)).as("kill -CONT").isZero();
      assertThat(refused.exit()).as(refused.output()).isEqualTo(3);
      assertThat(refused.output())
          .contains("glossa: Cannot lock the output folder: file:" + out)
          .contains("process " + owner + " on ")
          .doesNotContain("\tat ");

      LocalCluster.Result done = LocalCluster.finish(holder, log(firstOwns ? "first" : "second"));
      assertThat(done.exit()).as(done.output()).isZero();
    } finally {
      first.destroyForcibly();
      second.destroyForcibly();
    }
    LocalCluster.Result verify =
        LocalCluster.run(folder.resolve("verify.log"), "verify", "--output", out.toString());
    assertThat(verify.exit()).as(verify.output()).isZero();
    assertThat(verify.output())
        .contains("1 waves", "7 inputs seen", "7 attempts = 7 results + 0 failures; sound");
    assertThat(DuckDb.number("SELECT count(*) FROM " + DuckDb.table(out, "documents")))
        .isEqualTo(7);
    assertThat(out).isDirectoryNotContaining("glob:**_lock*");
  }

  private Process start(Path out, String name) throws IOException {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "tokenize",
                "--master",
                "local[1]",
                "--input",
                LocalCluster.ROOT.resolve("data/sample/letters.jsonl").toString(),
                "--output",
                out.toString()));
    arguments.addAll(LocalCluster.FEW_DOCUMENTS);
    return LocalCluster.submit(log(name), Map.of(), arguments.toArray(String[]::new));
  }

  private Path log(String name) {
    return folder.resolve(name + ".log");
  }

  /** The process that the lock names, as soon as there is a lock. */
  private static long owner(Path out, Process... runs) throws IOException, InterruptedException {
    Path lock = out.resolve("_lock.1");
    while (true) {
      for (Process run : runs) {
        assertThat(run.isAlive()).as("a run ended before any had the lock").isTrue();
      }
      if (Files.exists(lock)) {
        try {
          return new ObjectMapper().readTree(lock.toFile()).required("process").asLong();
        } catch (JsonProcessingException | IllegalArgumentException beingWritten) {
          continue;
        }
      }
      Thread.sleep(5);
    }
  }
}
