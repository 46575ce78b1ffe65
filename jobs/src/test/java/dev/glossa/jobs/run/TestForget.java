package dev.glossa.jobs.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.glossa.jobs.Sql;
import dev.glossa.jobs.run.Forget.Report;
import dev.glossa.jobs.run.Forget.Selection;
import dev.glossa.jobs.table.Tables;
import dev.glossa.udf.task.Stages;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TestForget {
  private static final String SECRET =
      "My neighbour Ottilie keeps her savings under the third stair.\nNobody else knows of it.";
  private static final String KEY = Keys.sha256(SECRET.getBytes(StandardCharsets.UTF_8));

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
  void noFileHoldsAnyPassageOfAForgottenText() throws Exception {
    Archive archive = archive();
    Files.createDirectories(output.resolve("report"));
    Files.writeString(output.resolve("report/index.html"), "<p>" + SECRET + "</p>");
    Files.createDirectories(output.resolve("_staging/texts"));
    Files.writeString(output.resolve("_staging/texts/part"), SECRET);
    assertThat(Passages.in(output, SECRET))
        .as("documents, sentences, the page and what a dead run left")
        .hasSizeGreaterThanOrEqualTo(4);

    Report report = forget(new Selection(List.of(KEY), List.of(), List.of()));

    assertThat(report).isEqualTo(new Report(2, 2, 1, 0, 2));
    assertThat(Passages.in(output, SECRET)).isEmpty();
    assertThat(archive.verify().problems()).isEmpty();
    try (Sql sql = Sql.duckDb(output)) {
      assertThat(sql.rows("SELECT source, key, reason FROM removed"))
          .containsExactlyInAnyOrder("/a|" + KEY + "|forgotten", "/copy|" + KEY + "|forgotten");
      assertThat(sql.rows("SELECT source FROM documents"))
          .containsExactlyInAnyOrder(
              "/archive/0.txt", "/archive/1.txt", "/archive/2.txt", "/b", "/late");
      for (String table : List.of("documents", "sentences", "tokens", "vectors", "results")) {
        assertThat(sql.rows("SELECT key FROM all_" + table + " WHERE key = '" + KEY + "'"))
            .as(table)
            .isEmpty();
      }
      assertThat(sql.rows("SELECT DISTINCT key FROM sentences")).hasSize(5);
    }
  }

  @Test
  void whatIsForgottenTwiceIsForgottenOnceAndReadAgainAsNew() throws Exception {
    Archive archive = archive();
    Selection selection = new Selection(List.of(KEY), List.of(), List.of());
    forget(selection);
    Map<String, List<String>> state = state();
    assertThat(forget(selection)).isEqualTo(new Report(2, 0, 0, 0, 0));
    assertThat(state()).isEqualTo(state);

    archive.run();
    assertThat(archive.worked).as("the text in both stages").isEqualTo(2);
    assertThat(archive.verify().problems()).isEmpty();
    try (Sql sql = Sql.duckDb(output)) {
      assertThat(sql.rows("SELECT source FROM documents WHERE key = '" + KEY + "'"))
          .containsExactlyInAnyOrder("/a", "/copy");
      assertThat(sql.rows("SELECT key FROM removed")).isEmpty();
    }
    assertThat(forget(selection)).isEqualTo(new Report(2, 2, 1, 0, 1));
    assertThat(Passages.in(output, SECRET)).isEmpty();
    assertThat(archive.verify().problems()).isEmpty();
  }

  @Test
  void aTextStaysWhileItStandsElsewhere() throws Exception {
    Archive archive = archive();
    assertThat(forget(new Selection(List.of(), List.of("/a"), List.of())))
        .isEqualTo(new Report(1, 1, 0, 1, 0));
    try (Sql sql = Sql.duckDb(output)) {
      assertThat(sql.rows("SELECT source FROM documents WHERE key = '" + KEY + "'"))
          .containsExactly("/copy");
    }
    assertThat(archive.verify().problems()).isEmpty();
    // An id stands for all that ever stood under it, whatever the source.
    assertThat(forget(new Selection(List.of(), List.of(), List.of("the copy"))))
        .isEqualTo(new Report(1, 1, 1, 0, 2));
    assertThat(Passages.in(output, SECRET)).isEmpty();
    assertThat(archive.verify().problems()).isEmpty();
  }

  @Test
  void everyTextThatASourceEverHeldIsForgotten() throws Exception {
    Archive archive = archive().without("/a").without("/copy");
    archive.with("/a", "a", "What stands there now is another matter altogether.");
    archive.run();
    forget(new Selection(List.of(), List.of("/a"), List.of()));
    assertThat(Passages.in(output, SECRET)).isEmpty();
    assertThat(Passages.in(output, "What stands there now is another matter altogether."))
        .isEmpty();
    assertThat(archive.verify().problems()).isEmpty();
  }

  @Test
  void valuesOfColumnsGoWithTheInputThatTheyWereReadWith() throws Exception {
    String value = "Of nineteen pages, about a loan in March";
    String other = "Of the copy, which nobody has named";
    Archive archive =
        new Archive(spark, output)
            .with("/a", "a", SECRET, Map.of("subject", value.substring(8)))
            .with("/copy", "the copy", SECRET, Map.of("subject", other));
    archive.run();
    archive.without("/a").with("/a", "a", SECRET, Map.of("subject", value)).run();
    assertThat(Passages.in(output, value)).hasSize(2);

    // The text stays, and with it what was read at its other place.
    assertThat(forget(new Selection(List.of(), List.of("/a"), List.of())))
        .isEqualTo(new Report(1, 1, 0, 1, 2));
    assertThat(Passages.in(output, value)).isEmpty();
    assertThat(Passages.in(output, other)).hasSize(1);
    assertThat(archive.verify().problems()).isEmpty();
    try (Sql sql = Sql.duckDb(output)) {
      assertThat(sql.rows("SELECT source, columns FROM all_occurrences ORDER BY ALL"))
          .containsExactly("/a|null", "/a|null", "/copy|{subject=" + other + "}");
    }
    forget(new Selection(List.of(KEY), List.of(), List.of()));
    assertThat(Passages.in(output, other)).isEmpty();
    assertThat(archive.verify().problems()).isEmpty();
  }

  @Test
  void valuesThatABrokenOffForgetHasLeftAreNamed() throws Exception {
    Archive archive = new Archive(spark, output).with("/a", "a", SECRET, Map.of("subject", "x"));
    archive.run();
    try (Lock lock = Lock.acquire(folder(output), Archive.TERM)) {
      OutputFolder folder = folder(output);
      StagedWave wave = new StagedWave(spark, folder, lock, "000009-cccccccc", false);
      wave.write(
          Tables.REMOVED,
          spark.sql(
              "SELECT '/a' AS source, 1L AS position, 'a' AS id, '%s' AS key,".formatted(KEY)
                  + " '000009-cccccccc' AS run, 'forgotten' AS reason"),
          1);
      wave.publish("000009-cccccccc", List.of(), List.of());
    }
    assertThat(archive.verify().problems())
        .extracting(Verify.Problem::toString)
        .anyMatch(problem -> problem.contains("1 rows have values that are to be forgotten"));
    forget(new Selection(List.of(), List.of("/none"), List.of()));
    assertThat(archive.verify().problems()).isEmpty();
  }

  @Test
  void whatFailedAndWhatCouldNotBeReadIsForgottenLikewise() throws Exception {
    Archive archive = new Archive(spark, output).with("/a", "a", SECRET).withUnread("/a", "2");
    archive.failing.add(SECRET);
    archive.run();
    assertThat(forget(new Selection(List.of(), List.of("/a"), List.of())))
        .isEqualTo(new Report(2, 2, 1, 0, 1));
    try (Sql sql = Sql.duckDb(output)) {
      assertThat(sql.rows("SELECT * FROM errors")).isEmpty();
      assertThat(sql.rows("SELECT * FROM occurrences")).isEmpty();
    }
    assertThat(archive.verify().problems()).isEmpty();
    archive.failing.clear();
    archive.run();
    assertThat(archive.worked).isEqualTo(1);
  }

  @Test
  void nothingIsForgottenThatNobodyNamed() throws Exception {
    Archive archive = archive();
    Map<String, List<String>> state = state();
    assertThat(forget(new Selection(List.of("0".repeat(64)), List.of("/none"), List.of("none"))))
        .isEqualTo(new Report(0, 0, 0, 0, 0));
    assertThat(state()).isEqualTo(state);
    assertThat(archive.verify().problems()).isEmpty();
  }

  @Test
  void killedTwentyTimesItEndsTheSame() throws Exception {
    Archive archive = archive();
    Path calm = output.resolveSibling(output.getFileName() + "-calm");
    copy(output, calm);
    Selection selection = new Selection(List.of(KEY), List.of(), List.of("b"));
    try (Lock lock = Lock.acquire(folder(calm), Archive.TERM)) {
      Forget.run(spark, folder(calm), lock, selection);
    }
    Map<String, List<String>> expected = state(calm);

    int kills = 0;
    try (Lock lock = Lock.acquire(folder(output), Archive.TERM)) {
      for (int changes = 0; kills < 20; changes++) {
        OutputFolder folder = folder(output);
        OutputFolder dying =
            new OutputFolder(
                folder.root(), new CrashingStorage(folder.storage(), changes), new Configuration());
        try {
          Forget.run(spark, dying, lock, selection);
          break;
        } catch (CrashingStorage.Crash crash) {
          kills++;
        }
      }
      assertThat(kills).isEqualTo(20);
      Forget.run(spark, folder(output), lock, selection);
    }
    assertThat(state()).isEqualTo(expected);
    assertThat(Passages.in(output, SECRET)).isEmpty();
    assertThat(archive.verify().problems()).isEmpty();
    assertThat(output.toFile().list())
        .containsExactlyInAnyOrder("data", "views.sql", "views.spark.sql");
  }

  /** Two runs: the text is in the first wave, and results of it are in both. */
  private Archive archive() throws IOException {
    Archive archive =
        new Archive(spark, output)
            .withMany(0, 3)
            .with("/a", "a", SECRET)
            .with("/copy", "the copy", SECRET)
            .with("/b", "b", "The ferry leaves at nine.");
    archive.stages = List.of(Stages.TOKENIZE);
    archive.run();
    archive.with("/late", "late", "The last bus has gone.");
    archive.stages = List.of(Stages.TOKENIZE, Stages.EMBED);
    archive.run();
    return archive;
  }

  private Report forget(Selection selection) throws IOException {
    try (Lock lock = Lock.acquire(folder(output), Archive.TERM)) {
      return Forget.run(spark, folder(output), lock, selection);
    }
  }

  private Map<String, List<String>> state() throws Exception {
    return state(output);
  }

  /** All states of the tables, without the names of waves and runs. */
  private static Map<String, List<String>> state(Path of) throws Exception {
    try (Sql sql = Sql.duckDb(of)) {
      return Map.of(
          "documents", sql.rows("SELECT * FROM all_documents ORDER BY ALL"),
          "sentences", sql.rows("SELECT * FROM all_sentences ORDER BY ALL"),
          "vectors", sql.rows("SELECT * FROM all_vectors ORDER BY ALL"),
          "results", sql.rows("SELECT key, stage, settings FROM all_results ORDER BY ALL"),
          "occurrences", sql.rows("SELECT source, key FROM all_occurrences ORDER BY ALL"),
          "removed", sql.rows("SELECT source, key, reason FROM all_removed ORDER BY ALL"),
          "standing", sql.rows("SELECT source, key FROM occurrences ORDER BY ALL"));
    }
  }

  private static OutputFolder folder(Path output) throws IOException {
    return OutputFolder.forWriting(output.toString(), new Configuration());
  }

  private static void copy(Path from, Path to) throws IOException {
    try (var all = Files.walk(from)) {
      for (Path each : all.toList()) {
        Files.copy(each, to.resolve(from.relativize(each).toString()));
      }
    }
    Files.deleteIfExists(to.resolve("views.sql"));
  }
}
