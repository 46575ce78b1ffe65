package dev.glossa.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whole pipelines in several waves that are killed or told to stop, each a process of its own. */
class KilledRunsIT {
  private static final int KILLED = 137;
  private static final int SIGINT = 130;
  private static final int SIGTERM = 143;

  /** Long enough for a loaded machine; without the signal a run goes on for longer. */
  private static final Duration SECONDS_TO_STOP = Duration.ofSeconds(20);

  @TempDir private Path folder;
  private SmallPipeline pipeline;

  @BeforeEach
  void write() throws IOException {
    pipeline = new SmallPipeline(folder);
  }

  @Test
  void threeKillsChangeNoRowOfAnyTable() throws Exception {
    Path calm = folder.resolve("calm");
    LocalCluster.Result undisturbed = pipeline.finish(pipeline.start(calm));
    assertThat(undisturbed.exit()).as(undisturbed.output()).isEqualTo(1);
    assertThat(waves(calm)).isGreaterThanOrEqualTo(3);

    Path killed = folder.resolve("killed");
    for (int after = 0; after < 3; after++) {
      // Once with nothing published yet, then each time with one wave more.
      Process run = pipeline.start(killed);
      awaitWork(killed, run, after);
      run.destroyForcibly();
      assertThat(pipeline.finish(run).exit()).isEqualTo(KILLED);
      assertThat(waves(killed)).isEqualTo(after);
    }
    LocalCluster.Result last = pipeline.finish(pipeline.start(killed));
    assertThat(last.exit()).as(last.output()).isEqualTo(1);

    Digest expected = Digest.of(calm);
    assertThat(expected.tables()).containsKeys("word_vectors", "runs", "results", "trace");
    assertThat(Digest.of(killed)).isEqualTo(expected);
    LocalCluster.Result verify = pipeline.command("verify", killed);
    assertThat(verify.exit()).as(verify.output()).isZero();
  }

  @Test
  void aSignalEndsTheRunWithinSecondsAndTheSameCommandGoesOn() throws Exception {
    Path out = folder.resolve("signalled");
    stop(out, "-TERM", SIGTERM, 0);
    stop(out, "-INT", SIGINT, 1);
    LocalCluster.Result last = pipeline.finish(pipeline.start(out));
    assertThat(last.exit()).as(last.output()).isEqualTo(1);
    assertThat(DuckDb.number("SELECT count(*) FROM " + DuckDb.table(out, "documents")))
        .isEqualTo(SmallPipeline.NOTES + 1);
    LocalCluster.Result verify = pipeline.command("verify", out);
    assertThat(verify.exit()).as(verify.output()).isZero();
  }

  private void stop(Path out, String signal, int code, int after) throws Exception {
    Process run = pipeline.start(out);
    awaitWork(out, run, after);
    assertThat(LocalCluster.signal(signal, run.pid())).isZero();
    assertThat(run.waitFor(SECONDS_TO_STOP.toSeconds(), TimeUnit.SECONDS))
        .as("ended within seconds of " + signal)
        .isTrue();
    LocalCluster.Result stopped = pipeline.finish(run);
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
}
