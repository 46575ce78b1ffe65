package dev.glossa.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A document that kills the process which works on it: whenever an executor has it inside, that
 * executor gets SIGKILL, as if native code had crashed. It is so long that no look misses it.
 */
class KillerIT {
  private static final int ORDINARY = 35;
  private static final String KILLER = "the killer";

  @TempDir Path folder;

  @Test
  void aKillerIsGivenUpAfterTwoDeathsAloneAndCostsNobodyElse() throws Exception {
    Path out = folder.resolve("out");
    Path log = folder.resolve("driver.log");
    List<String> deaths;
    // One executor with two tasks: whoever stands beside the killer dies with it.
    try (LocalCluster cluster = LocalCluster.start(folder, 1, 2, "3g")) {
      List<String> arguments =
          new ArrayList<>(
              List.of(
                  "embed",
                  "--master",
                  cluster.url(),
                  "--conf",
                  "spark.executor.cores=2",
                  "--conf",
                  "spark.executor.memory=2g",
                  "--set",
                  "word_vectors.words=[]",
                  "--input",
                  archive().toString(),
                  "--output",
                  out.toString()));
      arguments.addAll(LocalCluster.FEW_DOCUMENTS);
      Process driver = LocalCluster.submit(log, Map.of(), arguments.toArray(String[]::new));
      try {
        deaths = new Killer(cluster, out.resolve("_staging")).follow(driver);
      } finally {
        driver.destroy();
      }
      LocalCluster.Result run = LocalCluster.finish(driver, log);
      assertThat(run.exit()).as(run.output()).isEqualTo(1);
    }
    assertThat(deaths).as("in company, then alone in the process").containsExactly("+", "!", "!");
    assertThat(
            DuckDb.strings(
                "SELECT concat_ws(' ', o.id, stage, code) FROM "
                    + DuckDb.table(out, "errors")
                    + " e JOIN "
                    + DuckDb.table(out, "occurrences")
                    + " o USING (key)"))
        .containsExactly(KILLER + " embed KILLED_PROCESS");
    assertThat(
            DuckDb.number(
                "SELECT count(DISTINCT d.id) FROM "
                    + DuckDb.table(out, "occurrences")
                    + " d JOIN "
                    + DuckDb.table(out, "vectors")
                    + " v USING (key)"))
        .isEqualTo(ORDINARY);
    LocalCluster.Result verify =
        LocalCluster.run(folder.resolve("verify.log"), "verify", "--output", out.toString());
    assertThat(verify.exit()).as(verify.output()).isZero();
  }

  private Path archive() throws IOException {
    StringBuilder lines = new StringBuilder();
    for (int i = 0; i < ORDINARY; i++) {
      lines.append(line("neighbour " + i, 150));
    }
    lines.append(line(KILLER, 1_500));
    Path file = folder.resolve("archive.jsonl");
    Files.writeString(file, lines);
    return file;
  }

  /** Long, so that in the other task too somebody is inside nearly all of the time. */
  private static String line(String id, int sentences) {
    String text = ("In the diary of " + id + " it rains again. ").repeat(sentences);
    return "{\"id\": \"" + id + "\", \"text\": \"" + text + "\"}\n";
  }

  /** Follows the marks that executors leave in the staging folder. */
  private record Killer(LocalCluster cluster, Path staging) {
    private static final int DEATHS_ALONE = 2;

    /** Kills until the driver has ended, and returns how the document had been marked each time. */
    List<String> follow(Process driver) throws Exception {
      String key = null;
      List<String> deaths = new ArrayList<>();
      while (driver.isAlive()) {
        if (key == null && Files.isDirectory(staging.resolve("journal/embed"))) {
          key = key();
        }
        // At the third time alone it is given up without going in.
        if (key != null && deaths.stream().filter("!"::equals).count() < DEATHS_ALONE) {
          for (ProcessHandle executor : cluster.executors()) {
            String mark = new Executor(executor).killWith(key);
            if (!mark.isEmpty()) {
              deaths.add(mark);
            }
          }
        }
        Thread.sleep(2);
      }
      return deaths;
    }

    private String key() throws Exception {
      String texts = "read_parquet('" + staging + "/texts/*/*.parquet')";
      return DuckDb.strings("SELECT key FROM " + texts + " WHERE id = '" + KILLER + "'").get(0);
    }
  }

  private record Executor(ProcessHandle process) {
    /** Kills the process if the document is inside; returns its mark, or nothing. */
    String killWith(String key) throws Exception {
      if (mark(key).isEmpty()) {
        return "";
      }
      // Stopped, so that what the marks say is what the process was doing when it died.
      LocalCluster.signal("-STOP", process.pid());
      String mark = mark(key);
      if (mark.isEmpty()) {
        LocalCluster.signal("-CONT", process.pid());
        return "";
      }
      List<String> alone = insideAlone();
      process.destroyForcibly();
      process.onExit().join();
      if (mark.equals("!")) {
        assertThat(alone).as("alone in the process at once").containsExactly(key);
      }
      return mark;
    }

    private String mark(String key) throws IOException {
      for (Path file : marks()) {
        String mark = inside(file).getOrDefault(key, "");
        if (!mark.isEmpty()) {
          return mark;
        }
      }
      return "";
    }

    private List<String> insideAlone() throws IOException {
      List<String> keys = new ArrayList<>();
      for (Path file : marks()) {
        inside(file)
            .forEach((key, mark) -> keys.addAll(mark.equals("!") ? List.of(key) : List.of()));
      }
      return keys;
    }

    /** The files of marks that the process has open. */
    private List<Path> marks() throws IOException {
      List<Path> files = new ArrayList<>();
      try (var descriptors = Files.list(Path.of("/proc/" + process.pid() + "/fd"))) {
        for (Path descriptor : descriptors.toList()) {
          try {
            Path target = Files.readSymbolicLink(descriptor);
            if (target.toString().contains("/_staging/journal/")) {
              files.add(target);
            }
          } catch (IOException closedMeanwhile) {
            // So it is not open.
          }
        }
      } catch (IOException ended) {
        return List.of();
      }
      return files;
    }

    /** What a file says went in and did not come out. */
    private static Map<String, String> inside(Path file) throws IOException {
      Map<String, String> inside = new HashMap<>();
      // The process may also have the folder open, to list it.
      if (Files.isRegularFile(file)) {
        for (String line : Files.readString(file).lines().filter(l -> l.length() == 65).toList()) {
          if (line.startsWith("-")) {
            inside.remove(line.substring(1));
          } else {
            inside.put(line.substring(1), line.substring(0, 1));
          }
        }
      }
      return inside;
    }
  }
}
