package dev.glossa.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whole pipelines in several waves that are killed or told to stop, each a process of its own. */
class KilledRunsIT {
  private static final int DOCUMENTS = 14;
  private static final int KILLED = 137;
  private static final int SIGINT = 130;
  private static final int SIGTERM = 143;

  /** Long enough for a loaded machine; without the signal a run goes on for longer. */
  private static final Duration SECONDS_TO_STOP = Duration.ofSeconds(20);

  private static final String SETTINGS =
      """
      glossa {
        wave.documents = 5
        attention.matrices = [note-1.txt]
        summarize.generation { num_beams = 1, max_new_tokens = 4, min_length = 0 }
        generate {
          trace_candidates = 2
          strategies { temperature.max_new_tokens = 4, top_k = null, top_p = null, beams = null }
          strategies.greedy.max_new_tokens = 4
        }
      }
      """;

  @TempDir private static Path folder;
  private static Path archive;
  private static Path settings;
  private int runs;

  @BeforeAll
  static void write() throws IOException {
    archive = Files.createDirectory(folder.resolve("archive"));
    for (int i = 0; i < DOCUMENTS; i++) {
      Files.writeString(
          archive.resolve("note-" + i + ".txt"),
          "Note " + i + ". The lamp in window " + i + " was lit. The keeper wrote it down.\n");
    }
    Files.writeString(archive.resolve("copy.txt"), Files.readString(archive.resolve("note-3.txt")));
    Files.writeString(archive.resolve("broken.jsonl"), "{\"text\": \n{\"text\": \"whole\"}\n");
    settings = folder.resolve("small.conf");
    Files.writeString(settings, SETTINGS + SlightModels.write(folder.resolve("models")));
  }

  @Test
  void threeKillsChangeNoRowOfAnyTable() throws Exception {
    Path calm = folder.resolve("calm");
    LocalCluster.Result undisturbed = finish(start(calm));
    assertThat(undisturbed.exit()).as(undisturbed.output()).isEqualTo(1);
    assertThat(waves(calm)).isGreaterThanOrEqualTo(3);

    Path killed = folder.resolve("killed");
    for (int after = 0; after < 3; after++) {
      // Once with nothing published yet, then each time with one wave more.
      Process run = start(killed);
      awaitWork(killed, run, after);
      run.destroyForcibly();
      assertThat(finish(run).exit()).isEqualTo(KILLED);
      assertThat(waves(killed)).isEqualTo(after);
    }
    LocalCluster.Result last = finish(start(killed));
    assertThat(last.exit()).as(last.output()).isEqualTo(1);

    Digest expected = Digest.of(calm);
    assertThat(expected.tables()).containsKeys("word_vectors", "runs", "results", "trace");
    assertThat(Digest.of(killed)).isEqualTo(expected);
    LocalCluster.Result verify =
        LocalCluster.run(folder.resolve("verify.log"), "verify", "--output", killed.toString());
    assertThat(verify.exit()).as(verify.output()).isZero();
  }

  @Test
  void aSignalEndsTheRunWithinSecondsAndTheSameCommandGoesOn() throws Exception {
    Path out = folder.resolve("signalled");
    stop(out, "-TERM", SIGTERM, 0);
    stop(out, "-INT", SIGINT, 1);
    LocalCluster.Result last = finish(start(out));
    assertThat(last.exit()).as(last.output()).isEqualTo(1);
    assertThat(DuckDb.number("SELECT count(*) FROM " + DuckDb.table(out, "documents")))
        .isEqualTo(DOCUMENTS + 1);
    LocalCluster.Result verify =
        LocalCluster.run(folder.resolve("verify.log"), "verify", "--output", out.toString());
    assertThat(verify.exit()).as(verify.output()).isZero();
  }

  private void stop(Path out, String signal, int code, int after) throws Exception {
    Process run = start(out);
    awaitWork(out, run, after);
    assertThat(LocalCluster.signal(signal, run.pid())).isZero();
    assertThat(run.waitFor(SECONDS_TO_STOP.toSeconds(), TimeUnit.SECONDS))
        .as("ended within seconds of " + signal)
        .isTrue();
    LocalCluster.Result stopped = finish(run);
    assertThat(stopped.exit()).as(stopped.output()).isEqualTo(code);
    assertThat(stopped.output())
        .contains("glossa: Interrupted by SIG" + signal.substring(1))
        .contains("the same command goes on from there")
        .doesNotContain("SparkException", "\tat ");
    assertThat(waves(out)).isEqualTo(after);
    try (Stream<Path> left = Files.list(out)) {
      assertThat(left.map(path -> path.getFileName().toString()))
          .as("left in the folder")
          .doesNotContain("_staging")
          .noneMatch(name -> name.startsWith("_lock"));
    }
  }

  /** Waits until so many waves are published and a stage is at work for the next. */
  private static void awaitWork(Path out, Process run, int waves) throws Exception {
    while (!(waves(out) == waves && works(out))) {
      assertThat(run.isAlive()).as("the run ended too early").isTrue();
      assertThat(waves(out)).as("the next wave came too early").isLessThanOrEqualTo(waves);
      Thread.sleep(2);
    }
  }

  private static boolean works(Path out) {
    Path work = out.resolve("_staging/work");
    return Files.isDirectory(work)
        && work.toFile().list() != null
        && work.toFile().list().length > 0;
  }

  private static int waves(Path out) {
    String[] waves = out.resolve("data").toFile().list();
    return waves == null ? 0 : waves.length;
  }

  private Process start(Path out) throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                "pipeline",
                "--master",
                "local[2]",
                "--config",
                settings.toString(),
                "--input",
                archive.toString(),
                "--output",
                out.toString()));
    command.addAll(LocalCluster.FEW_DOCUMENTS);
    runs++;
    return LocalCluster.submit(log(), Map.of(), command.toArray(String[]::new));
  }

  private LocalCluster.Result finish(Process run) throws IOException, InterruptedException {
    return LocalCluster.finish(run, log());
  }

  private Path log() {
    return folder.resolve("run-" + runs + ".log");
  }
}
