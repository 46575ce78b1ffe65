package dev.glossa.jobs.view;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.glossa.jobs.LocalSpark;
import dev.glossa.jobs.Sql;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class TestViews {
  private static final String ANY =
      "MAP {'m': 'f'}, MAP {'spark': '3'}, '{}', '2026-01-01 00:00:00+00', '2026-01-01 01:00:00+00'";

  @TempDir Path folder;

  @ParameterizedTest
  @EnumSource
  void anArchiveOfOneEmptyWaveHasEveryView(Dialect dialect) throws Exception {
    try (Waves waves = new Waves(folder.resolve("out"))) {
      waves.first("000001-a").script(dialect);
      try (Sql sql = open(dialect)) {
        assertThat(sql.rows("SELECT wave FROM waves")).containsExactly("000001-a");
        for (String table : Waves.tables()) {
          if (table.equals("waves")) {
            continue;
          }
          for (String view : List.of(table, "all_" + table)) {
            // Spark resolves a view when it makes it, and takes seconds to ask one.
            boolean quick = dialect == Dialect.DUCKDB || view.equals("errors");
            if (quick) {
              assertThat(sql.rows("SELECT * FROM " + view)).as(view).isEmpty();
            } else {
              assertThat(sql.rows("SHOW VIEWS LIKE '" + view + "'")).as(view).hasSize(1);
            }
          }
        }
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void theCurrentStateIsWhatTheFactsAmountTo(Dialect dialect) throws Exception {
    try (Waves waves = new Waves(folder.resolve("out"))) {
      threeRuns(waves).script(dialect);
      try (Sql sql = open(dialect)) {
        assertThat(sql.rows("SELECT source, position, id, key, run FROM occurrences"))
            .containsExactlyInAnyOrder(
                "/a|1|a|k2|000002-b",
                "/b|1|b|k1|000003-c",
                "/c|1|c|k1|000001-a",
                "/d|7|7|null|000001-a");
        assertThat(sql.rows("SELECT source, key, run, reason FROM removed"))
            .containsExactly("/a|k1|000002-b|changed");
        assertThat(sql.rows("SELECT source, key, text FROM documents"))
            .containsExactlyInAnyOrder("/a|k2|two", "/b|k1|one", "/c|k1|one");
        assertThat(sql.rows("SELECT stage, settings FROM latest_settings"))
            .containsExactlyInAnyOrder("embed|new", "tokenize|t");
        assertThat(sql.rows("SELECT key, settings, model FROM vectors"))
            .containsExactly("k1|new|second");
        assertThat(sql.rows("SELECT key, settings FROM all_vectors"))
            .containsExactlyInAnyOrder("k1|old", "k3|old", "k1|new");
        assertThat(sql.rows("SELECT key, stage, settings FROM results"))
            .containsExactly("k1|embed|new");
        assertThat(sql.rows("SELECT source, key, stage, code, run FROM errors"))
            .containsExactlyInAnyOrder(
                "/a|k2|embed|LATER|000003-c", "/d|null|read|MALFORMED_JSON|000001-a");
        assertThat(sql.rows("SELECT word FROM word_vectors")).isEmpty();
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void anOccurrenceHasTheValuesThatWereReadLast(Dialect dialect) throws Exception {
    String a = "000001-a";
    String b = "000002-b";
    String c = "000003-c";
    try (Waves waves = new Waves(folder.resolve("out"))) {
      waves.first(a);
      waves
          .rows(
              b,
              "occurrences",
              occurrence("/a", 1, "a", "'k1'", "MAP {'s': 'x', 't': 'y'}", a),
              occurrence("/b", 1, "b", "'k1'", "MAP {'s': 'x'}", a),
              occurrence("/c", 1, "c", "'k1'", "MAP {'s': 'x'}", a))
          .rows(b, "removed", removed("/b", "b", b, "gone"))
          .wave(b);
      waves
          .rows(
              c,
              "occurrences",
              occurrence("/a", 1, "a", "'k1'", "MAP {'s': 'z'}", b),
              occurrence("/b", 1, "b", "'k1'", "NULL", c),
              occurrence("/c", 1, "c", "'k1'", "MAP {}", c))
          .wave(c)
          .script(dialect);
      try (Sql sql = open(dialect)) {
        assertThat(
                sql.rows(
                    "SELECT source, coalesce(%s(map_values(columns), '+'), ''), run FROM occurrences"
                        .formatted(dialect == Dialect.SPARK ? "array_join" : "array_to_string")))
            .containsExactlyInAnyOrder("/a|z|" + b, "/b|x|" + c, "/c||" + c);
        assertThat(sql.rows("SELECT source FROM removed")).isEmpty();
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void aRunOfSeveralWavesIsOneRowForEachStage(Dialect dialect) throws Exception {
    try (Waves waves = new Waves(folder.resolve("out"))) {
      waves.first("000001-a");
      for (String id : List.of("000002-b", "000003-b")) {
        waves
            .rows(
                id,
                "runs",
                "('000002-b', 'embed', 's', " + ANY + ", 5, 4, 0, 1, 3, 2, 1, 0.5, 100, 128)")
            .wave(id);
      }
      waves.script(dialect);
      try (Sql sql = open(dialect)) {
        assertThat(
                sql.rows(
                    "SELECT run, stage, settings, listed, added, gone, attempted, results, errors,"
                        + " seconds, tokens FROM runs"))
            .containsExactly("000002-b|embed|s|10|8|2|6|4|2|1.0|200");
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void aReplacedWaveIsPassedOver(Dialect dialect) throws Exception {
    try (Waves waves = new Waves(folder.resolve("out"))) {
      waves.first("000001-a");
      waves.rows("000002-b", "documents", document("k1", "one"), document("k2", "two"));
      waves.wave("000002-b");
      waves.rows("000002-c", "documents", document("k2", "two"));
      waves.wave("000002-c", "000002-b").script(dialect);
      try (Sql sql = open(dialect)) {
        assertThat(sql.rows("SELECT key FROM all_documents")).containsExactly("k2");
        waves.withdraw("000002-b");
        assertThat(sql.rows("SELECT key FROM all_documents")).containsExactly("k2");
        assertThat(sql.rows("SELECT wave FROM waves"))
            .containsExactlyInAnyOrder("000001-a", "000002-c");
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void aWaveIsSeenFromTheMomentOfItsPublication(Dialect dialect) throws Exception {
    try (Waves waves = new Waves(folder.resolve("out"))) {
      waves.first("000001-a").script(dialect);
      try (Sql sql = open(dialect)) {
        assertThat(sql.rows("SELECT key FROM all_documents")).isEmpty();
        waves.rows("000002-b", "documents", document("k1", "one")).wave("000002-b");
        assertThat(sql.rows("SELECT key FROM all_documents")).containsExactly("k1");
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void namesMeanThemselvesWhateverIsInThem(Dialect dialect) throws Exception {
    List<String> names =
        new ArrayList<>(
            List.of(
                "[draft] run",
                "{a}",
                "a{b,c}d",
                "what?",
                "st*r",
                "**",
                "quote's",
                "\"quoted\"",
                "`tick`",
                "new\nline",
                " lead",
                "per%20cent",
                "x=y",
                "[!x]",
                "[^a]",
                "a[b",
                "a]b",
                "dash-[a-z]",
                "a,b",
                "~home",
                "emoji😀",
                "#",
                "$x",
                "wave=000009-f",
                "tab\t"));
    names.add(dialect == Dialect.DUCKDB ? "co:lon" : "back\\slash");
    for (String name : names) {
      // What the name would match if it were a pattern must not be read.
      for (String other : List.of("d run", "a", "abd", "whatx", "star", "z", "dash-q")) {
        Files.createDirectories(folder.resolve(other + "/data/wave=000001-a/waves"));
        Files.writeString(
            folder.resolve(other + "/data/wave=000001-a/waves/no.parquet"), "is no Parquet");
      }
      try (Waves waves = new Waves(folder.resolve(name))) {
        waves.first("000001-a");
        waves.rows("000002-b", "documents", document("k1", "one")).wave("000002-b");
        keep(dialect, folder.resolve(name), waves.script(dialect), "all_documents");
        try (Sql sql = open(dialect, folder.resolve(name))) {
          assertThat(sql.rows("SELECT key, text FROM all_documents"))
              .as(name)
              .containsExactly("k1|one");
        }
      }
    }
  }

  @Test
  void aFolderThatAnEngineCannotListIsRefusedByItsScript() throws Exception {
    try (Waves waves = new Waves(folder.resolve("back\\slash"))) {
      waves.first("000001-a").script(Dialect.DUCKDB);
      assertThatThrownBy(() -> open(Dialect.DUCKDB, folder.resolve("back\\slash")))
          .hasMessageContaining("Cannot read with DuckDB: ")
          .hasMessageContaining("rename the folder, or use Spark");
    }
    try (Waves waves = new Waves(folder.resolve("co:lon"))) {
      waves.first("000001-a").script(Dialect.SPARK);
      try (Sql sql = open(Dialect.SPARK, folder.resolve("co:lon"))) {
        assertThatThrownBy(() -> sql.rows("SELECT * FROM documents")).isInstanceOf(Exception.class);
      }
      assertThat(Files.readString(folder.resolve("co:lon/views.spark.sql")))
          .contains("raise_error('Cannot read with Spark: ")
          .contains("rename the folder, or use DuckDB");
    }
    assertThat(
            Views.script(
                Dialect.DUCKDB,
                new org.apache.hadoop.fs.Path("hdfs://nameservice/out/data"),
                Map.of()))
        .contains("it is not on a local disk");
    assertThat(
            Views.script(
                Dialect.SPARK,
                new org.apache.hadoop.fs.Path("hdfs://nameservice:8020/out/data"),
                Map.of()))
        .contains("parquet.`hdfs://nameservice:8020/out/data/wave=*/waves`");
  }

  @Test
  void aStatementSeesTheOldStateOrTheNewOrFails() throws Exception {
    Path out = folder.resolve("out");
    try (Waves waves = new Waves(out)) {
      waves.first("000001-a");
      waves.rows("000002-0", "documents", document("k0", "x"), document("k", "y"));
      waves.wave("000002-0").script(Dialect.DUCKDB);
      AtomicBoolean done = new AtomicBoolean();
      ExecutorService reader = Executors.newSingleThreadExecutor();
      try {
        Future<Set<String>> seen = reader.submit(() -> readUntil(done, out));
        for (int i = 1; i <= 300; i++) {
          waves.rows("000002-" + i, "documents", document("k" + i, "x"), document("k", "y"));
          waves.wave("000002-" + i, "000002-" + (i - 1));
          waves.withdraw("000002-" + (i - 1));
        }
        done.set(true);
        assertThat(seen.get()).hasSizeGreaterThan(5).allMatch(rows -> rows.matches("k, k\\d+"));
      } finally {
        done.set(true);
        reader.shutdown();
      }
    }
  }

  /** All different answers to one question; a failure is none. */
  private static Set<String> readUntil(AtomicBoolean done, Path out)
      throws IOException, SQLException {
    Set<String> seen = new HashSet<>();
    try (Sql sql = Sql.duckDb(out)) {
      while (!done.get()) {
        try {
          seen.add(String.join(", ", sql.rows("SELECT key FROM all_documents ORDER BY key")));
        } catch (SQLException failed) {
          assertThat(failed.getMessage()).containsAnyOf("No such file", "rewritten", "No files");
        }
      }
    }
    return seen;
  }

  /** Run a sees /a, /b, /c and fails on /d; b finds /a changed and /b gone; c finds /b again. */
  private static Waves threeRuns(Waves waves) throws IOException, SQLException {
    waves.first("000001-a");
    String a = "000001-a";
    waves
        .rows(
            "000001-z",
            "occurrences",
            occurrence("/a", 1, "a", "'k1'", a),
            occurrence("/b", 1, "b", "'k1'", a),
            occurrence("/c", 1, "c", "'k1'", a),
            occurrence("/d", 7, "7", "NULL", a))
        .rows("000001-z", "documents", document("k1", "one"), document("k3", "three"))
        .rows("000001-z", "runs", run(a, "embed", "old"), run(a, "tokenize", "t"))
        .rows(
            "000001-z",
            "results",
            "('k1', 'embed', 'old', '" + a + "')",
            "('k3', 'embed', 'old', '" + a + "')")
        .rows("000001-z", "vectors", vector("k1", "old", "first"), vector("k3", "old", "first"))
        .rows(
            "000001-z",
            "errors",
            "('read', 'MALFORMED_JSON', 'm', NULL, NULL, '/d', 7, '7', '" + a + "')")
        .wave("000001-z");
    String b = "000002-b";
    waves
        .rows(b, "occurrences", occurrence("/a", 1, "a", "'k2'", b))
        .rows(b, "removed", removed("/a", "a", b, "changed"), removed("/b", "b", b, "gone"))
        .rows(b, "documents", document("k2", "two"))
        .rows(b, "runs", run(b, "embed", "new"))
        .rows(b, "results", "('k1', 'embed', 'new', '" + b + "')")
        .rows(b, "vectors", vector("k1", "new", "second"))
        .rows(
            b,
            "errors",
            "('embed', 'FIRST', 'm', 'k2', 'new', NULL, NULL, NULL, '" + b + "')",
            "('embed', 'OTHER', 'm', 'k2', 'old', NULL, NULL, NULL, '" + b + "')",
            "('embed', 'RETRIED', 'm', 'k1', 'new', NULL, NULL, NULL, '" + a + "')")
        .wave(b);
    String c = "000003-c";
    return waves
        .rows(c, "occurrences", occurrence("/b", 1, "b", "'k1'", c))
        .rows(c, "runs", run(c, "embed", "new"))
        .rows(c, "errors", "('embed', 'LATER', 'm', 'k2', 'new', NULL, NULL, NULL, '" + c + "')")
        .wave(c);
  }

  private static String document(String key, String text) {
    return "('" + key + "', 'en', 3, 3, 0, '" + text + "')";
  }

  private static String occurrence(String source, int position, String id, String key, String run) {
    return occurrence(source, position, id, key, "NULL", run);
  }

  private static String occurrence(
      String source, int position, String id, String key, String columns, String run) {
    return String.format("('%s', %d, '%s', %s, %s, '%s')", source, position, id, key, columns, run);
  }

  private static String removed(String source, String id, String run, String reason) {
    return "('" + source + "', 1, '" + id + "', 'k1', '" + run + "', '" + reason + "')";
  }

  private static String run(String run, String stage, String settings) {
    return "('"
        + run
        + "', '"
        + stage
        + "', '"
        + settings
        + "', "
        + ANY
        + ", 1, 1, 0, 0, 1, 1, 0, 0.5, 10, 16)";
  }

  private static String vector(String key, String settings, String model) {
    return "('" + key + "', '" + settings + "', '" + model + "', 0, 0, 3, 'mean', [0.5, 0.25])";
  }

  /** Leaves a single view in a script: Spark takes a while over all of them. */
  private static void keep(Dialect dialect, Path output, String script, String view)
      throws IOException {
    String begin = dialect.create(view);
    int from = script.indexOf(begin);
    assertThat(from).isPositive();
    String one = script.substring(from, script.indexOf(";\n", from) + 2);
    Files.writeString(output.resolve(dialect.file()), one);
  }

  private Sql open(Dialect dialect) throws IOException, SQLException {
    return open(dialect, folder.resolve("out"));
  }

  private static Sql open(Dialect dialect, Path output) throws IOException, SQLException {
    return dialect == Dialect.DUCKDB ? Sql.duckDb(output) : Sql.spark(LocalSpark.session(), output);
  }
}
