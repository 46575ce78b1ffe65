package dev.glossa.jobs.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.glossa.jobs.Sql;
import dev.glossa.jobs.run.Compact.Report;
import dev.glossa.udf.task.Stages;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * {@code -Dkills=all} kills a compaction before each change that it makes, and not before every
 * second one only.
 */
class TestCompact {
  private static final int CHANGES = "all".equals(System.getProperty("kills")) ? 1 : 2;
  private static final long ANY_SIZE = Long.MAX_VALUE;
  private static final Instant LONG_AGO = Instant.EPOCH;

  private static SparkSession spark;

  @TempDir Path output;

  @BeforeAll
  static void start() {
    spark = Archive.session();
  }

  @AfterAll
  static void stop() {
    spark.stop();
  }

  @Test
  void smallWavesBecomeOneAndNoViewChanges() throws Exception {
    Archive archive = archive();
    Map<String, List<String>> before = state("");
    Map<String, List<String>> facts = state("all_");
    assertThat(compact(LONG_AGO, ANY_SIZE)).isEqualTo(new Report(4, 1, 0));
    assertThat(state("")).isEqualTo(before);
    assertThat(state("all_")).isEqualTo(facts);
    assertThat(archive.verify().problems()).isEmpty();
    assertThat(archive.run()).as("a run over the same inputs").isEmpty();
    assertThat(compact(LONG_AGO, ANY_SIZE)).isEqualTo(new Report(1, 1, 0));
    assertThat(archive.folder().publication().visible())
        .hasSize(1)
        .first()
        .asString()
        .startsWith("000004-");

    archive.with("/later", "l", "Later.").run();
    assertThat(archive.worked).as("one text in both stages").isEqualTo(2);
    assertThat(archive.verify().problems()).isEmpty();
  }

  @Test
  void largeWavesAreLeftAlone() throws Exception {
    Archive archive = archive();
    List<String> waves = archive.folder().publication().visible();
    assertThat(compact(LONG_AGO, 1)).isEqualTo(new Report(4, 4, 0));
    assertThat(archive.folder().publication().visible()).isEqualTo(waves);
  }

  @Test
  void supersededResultsGoWhenTheyAreOldEnough() throws Exception {
    Archive archive = archive();
    Map<String, List<String>> before = state("");
    compact(Instant.now().minus(Duration.ofDays(1)), 1);
    assertThat(vectors("all_vectors")).as("superseded today").hasSize(10);

    assertThat(compact(Instant.now().plusSeconds(60), 1)).isEqualTo(new Report(4, 4, 1));
    assertThat(vectors("all_vectors")).hasSize(5).isEqualTo(vectors("vectors"));
    assertThat(state("")).isEqualTo(before);
    assertThat(archive.verify().problems()).isEmpty();
    // What was dropped is missing again when its settings come back.
    archive.settings.remove(Stages.EMBED);
    archive.run();
    assertThat(archive.worked).as("five texts and the one that fails").isEqualTo(6);
    assertThat(archive.verify().problems()).isEmpty();
  }

  @Test
  void killedAtAnyMomentItEndsTheSame() throws Exception {
    Archive archive = archive();
    Map<String, List<String>> before = state("");
    Instant soon = Instant.now().plusSeconds(600);
    int kills = 0;
    int changes = 0;
    try (Lock lock = Lock.acquire(archive.folder(), Archive.TERM)) {
      for (boolean through = false; !through; ) {
        OutputFolder folder = archive.folder();
        OutputFolder dying =
            new OutputFolder(
                folder.root(), new CrashingStorage(folder.storage(), changes), new Configuration());
        try {
          Compact.run(spark, dying, lock, soon, ANY_SIZE);
          through = true;
        } catch (CrashingStorage.Crash crash) {
          kills++;
          changes += CHANGES;
          assertThat(state("")).as("after kill " + kills).isEqualTo(before);
        }
      }
    }
    assertThat(kills).isGreaterThan(10);
    assertThat(archive.folder().publication().visible()).hasSize(1);
    assertThat(vectors("all_vectors")).isEqualTo(vectors("vectors"));
    assertThat(archive.verify().problems()).isEmpty();
    assertThat(output.toFile().list())
        .containsExactlyInAnyOrder("data", "views.sql", "views.spark.sql");
  }

  /** Four waves: the texts, one more, one less and an error, and all vectors under new settings. */
  private Archive archive() throws IOException {
    Archive archive =
        new Archive(spark, output).withMany(0, 4).with("/a", "a", "A text.").withUnread("/b", "2");
    archive.stages = List.of(Stages.TOKENIZE, Stages.EMBED);
    archive.run();
    archive.with("/bad", "b", "This one fails.");
    archive.failing.add("This one fails.");
    archive.run();
    archive.without("/archive/0.txt").with("/archive/4.txt", "4", "A text.");
    archive.run();
    archive.with("/archive/0.txt", "0", "Document number 0.\nIt has two lines 😀.");
    archive.settings.put(Stages.EMBED, "0123456789abcdef");
    archive.run();
    return archive;
  }

  private Report compact(Instant supersededBefore, long smallerThan) throws IOException {
    OutputFolder folder = OutputFolder.forWriting(output.toString(), new Configuration());
    try (Lock lock = Lock.acquire(folder, Archive.TERM)) {
      return Compact.run(spark, folder, lock, supersededBefore, smallerThan);
    }
  }

  private List<String> vectors(String view) throws Exception {
    try (Sql sql = Sql.duckDb(output)) {
      return sql.rows("SELECT key, settings FROM " + view + " ORDER BY ALL");
    }
  }

  private Map<String, List<String>> state(String prefix) throws Exception {
    Map<String, List<String>> state = new java.util.TreeMap<>();
    try (Sql sql = Sql.duckDb(output)) {
      for (String table :
          List.of(
              "documents",
              "occurrences",
              "removed",
              "results",
              "errors",
              "runs",
              "sentences",
              "tokens",
              "vectors")) {
        state.put(table, sql.rows("SELECT * FROM " + prefix + table + " ORDER BY ALL"));
      }
    }
    return state;
  }
}
