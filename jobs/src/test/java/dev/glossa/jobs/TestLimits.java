package dev.glossa.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.glossa.jobs.config.Settings;
import dev.glossa.jobs.run.Manifest;
import dev.glossa.jobs.run.Manifest.RunPart;
import dev.glossa.jobs.run.Manifest.StageRun;
import dev.glossa.jobs.run.Pending;
import dev.glossa.udf.task.Stage;
import dev.glossa.udf.task.Stages;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs that stop at a limit, and what the next ones make of it. */
class TestLimits {
  private static final SparkSession SPARK = LocalSpark.session();
  private static final List<Stage> STAGES = List.of(Stages.EMBED, Stages.WORD_VECTORS);
  private static final int NOTES = 12;

  /** The notes, a copy of one, a line that cannot be read and one that can. */
  private static final int INPUTS = NOTES + 3;

  @TempDir static Path folder;
  private static SmallArchive archive;

  @BeforeAll
  static void write() throws Exception {
    archive = new SmallArchive(folder);
    for (int i = 0; i < NOTES; i++) {
      archive.write("note-" + i + ".txt", "Note " + i + ". The lamp in window " + i + " was lit.");
    }
    archive.write("copy.txt", "Note 3. The lamp in window 3 was lit.");
    archive.write("broken.jsonl", "{\"text\": \n{\"text\": \"whole\"}\n");
  }

  private static Pipeline pipeline(List<Stage> stages, Path output, String... sets)
      throws Exception {
    List<String> all = new ArrayList<>(List.of("wave.documents=7"));
    all.addAll(List.of(sets));
    Settings settings = archive.settings(stages, output, all.toArray(String[]::new));
    return new Pipeline(SPARK, settings, stages, Pending.Mode.NEW, SmallArchive.silent());
  }

  /** What the command does with a pipeline: its exit code. */
  private static int run(Pipeline pipeline, Path output) throws Exception {
    return new RunCommand(SmallArchive.job("embed"))
        .run(SPARK, archive.settings(STAGES, output), pipeline);
  }

  private static long rows(Path output, String table) {
    return SPARK.read().parquet(output.resolve("data") + "/wave=*/" + table).count();
  }

  @Test
  void aRunThatStopsEndsWith4AndRepeatedAsOneThatDoesNot() throws Exception {
    Path whole = archive.output("whole");
    Pipeline once = pipeline(STAGES, whole, "limits.max_tokens=1000000");
    assertThat(once.run()).hasSizeGreaterThan(1);
    assertThat(once.stopped()).isEmpty();

    Path parts = archive.output("parts");
    Pipeline next = pipeline(STAGES, parts, "limits.max_tokens=1");
    assertThat(run(next, parts)).isEqualTo(4);
    assertThat(next.published()).hasSize(1);
    assertThat(next.stopped())
        .hasValueSatisfying(
            why ->
                assertThat(why)
                    .matches(
                        "Stopped: [0-9]+ tokens are done, limits.max_tokens is 1 \\(1 of 2 waves of"
                            + " this run is published in .*/parts, and nothing of the others was"
                            + " begun; the same command goes on from there\\)"));
    assertSaysWhatItHolds(parts, next.published().get(0));
    assertThat(parts.resolve("_staging")).doesNotExist();

    while (next.stopped().isPresent()) {
      next = pipeline(STAGES, parts, "limits.max_tokens=1");
      // One line cannot be read, so that an error stands in the end.
      assertThat(run(next, parts)).isEqualTo(next.stopped().isPresent() ? 4 : 1);
      assertThat(next.published()).hasSize(1);
    }
    assertThat(Digest.of(parts)).isEqualTo(Digest.of(whole));
    assertThat(pipeline(STAGES, parts, "limits.max_tokens=1").run()).isEmpty();
  }

  /** What a wave says of itself is what it holds, and nothing is taken for gone. */
  private static void assertSaysWhatItHolds(Path output, Manifest wave) {
    RunPart run = wave.runs().get(0);
    assertThat(wave.rows("removed") + run.inputs().gone() + run.inputs().changed()).isZero();
    assertThat(run.inputs().added()).isEqualTo(rows(output, "occurrences")).isLessThan(INPUTS);
    assertThat(run.inputs().listed()).isEqualTo(run.inputs().added());
    long texts = rows(output, "documents");
    StageRun embed = run.stages().get(0);
    assertThat(embed.stage()).isEqualTo("embed");
    assertThat(embed.attempted()).isEqualTo(embed.results()).isEqualTo(texts);
    assertThat(rows(output, "vectors")).isEqualTo(texts);
    assertThat(rows(output, "word_vectors")).isPositive();
  }

  /** What a tokenizer finds is no work of a model: only the hours are reached. */
  @Test
  void hoursStopARunAfterAWaveThatHasBegunAndTokensOfATokenizerDoNot() throws Exception {
    Pipeline run =
        pipeline(
            List.of(Stages.TOKENIZE),
            archive.output("hours"),
            "limits.max_tokens=1",
            "limits.max_hours=0.0000001");
    assertThat(run.run()).hasSize(1);
    assertThat(run.stopped()).get().asString().contains("limits.max_hours is 1.0E-7 (1 of 2 waves");
  }
}
