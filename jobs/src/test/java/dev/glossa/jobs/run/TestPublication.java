package dev.glossa.jobs.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.glossa.jobs.Sql;
import dev.glossa.jobs.table.Tables;
import dev.glossa.udf.table.Table;
import dev.glossa.udf.task.Stages;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TestPublication {

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
  void aWaveHasItsTablesAndNothingElse() throws Exception {
    Archive archive = all().withMany(0, 5).withUnread("/a.jsonl", "3");
    List<Manifest> waves = archive.run();

    assertThat(waves).hasSize(1);
    Manifest wave = waves.get(0);
    assertThat(wave.wave()).matches("000001-[0-9a-f]{8}").isEqualTo(wave.run());
    assertThat(wave.runs().get(0).inputs()).isEqualTo(new Manifest.Inputs(6, 6, 0, 0));
    assertThat(wave.tables())
        .filteredOn(table -> table.rows() > 0)
        .extracting(Manifest.TableFiles::table, Manifest.TableFiles::rows)
        .containsExactlyInAnyOrder(
            tuple("sentences", 10L),
            tuple("tokens", 5L),
            tuple("vectors", 5L),
            tuple("documents", 5L),
            tuple("occurrences", 6L),
            tuple("results", 10L),
            tuple("errors", 1L),
            tuple("runs", 2L),
            tuple("waves", 1L));
    // A folder's first wave has every table, so that no query finds one missing.
    assertThat(wave.tables())
        .extracting(Manifest.TableFiles::table)
        .containsExactlyElementsOf(Tables.all().stream().map(Table::name).toList());
    assertThat(archive.files())
        .hasSize(Tables.all().size() + 3)
        .contains("views.sql", "views.spark.sql")
        .filteredOn(name -> !name.startsWith("views."))
        .allMatch(name -> name.startsWith("data/wave=" + wave.wave() + "/"))
        .allMatch(name -> name.endsWith(".zstd.parquet") || name.endsWith("/_manifest.json"));
    assertThat(output.toFile().list())
        .containsExactlyInAnyOrder("data", "views.sql", "views.spark.sql");
  }

  @Test
  void readersOfOtherToolsFindOffsetsAndCounts() throws Exception {
    all().withMany(0, 3).run();
    assertThat(query("SELECT DISTINCT characters, bytes FROM " + table("documents")))
        .containsExactly("39|41");
    assertThat(
            query(
                "SELECT \"begin\", \"end\" FROM " + table("sentences") + " ORDER BY key, sentence"))
        .containsExactly("0|18", "19|39", "0|18", "19|39", "0|18", "19|39");
    // Unordered: as the file has them.
    assertThat(query("SELECT sentence FROM " + table("sentences")))
        .containsExactly("0", "1", "0", "1", "0", "1");
  }

  @Test
  void theKeyJoinsAllTablesOfTheFolder() throws Exception {
    Archive archive = new Archive(spark, output).with("/a", "1", "text").with("/a", "2", "bad");
    archive.failing.add("bad");
    archive.stages = List.of(Stages.TOKENIZE);
    archive.run();
    archive.stages = List.of(Stages.EMBED);
    archive.run();
    assertThat(
            query(
                "SELECT o.id, t.tokenizer, len(v.vector) FROM "
                    + table("occurrences")
                    + " o JOIN "
                    + table("tokens")
                    + " t USING (key) LEFT JOIN "
                    + table("vectors")
                    + " v USING (key) ORDER BY o.id"))
        .containsExactly("1|m|2", "2|m|null");
    assertThat(query("SELECT stage, code, message, key, settings FROM " + table("errors")))
        .containsExactly(
            "embed|TOO_LONG|it has no room|" + Keys.of("bad") + "|" + Archive.SETTINGS);
  }

  @Test
  void runsSayWhatWasDoneWhenAndWithWhat() throws Exception {
    all().withMany(0, 3).run();
    assertThat(
            query(
                "SELECT run, stage, settings, models['m'][1], versions['spark'][1], configuration,"
                    + " finished >= started, listed, added, attempted, results, errors, tokens,"
                    + " padded_tokens FROM "
                    + table("runs")
                    + " ORDER BY stage"))
        .allMatch(row -> row.startsWith("000001-"))
        .extracting(row -> row.substring(row.indexOf('|') + 1))
        .containsExactly(
            "embed|5e77165e77165e77|00|3|{\"input\":\"here\"}|true|3|3|3|3|0|7|8",
            "tokenize|5e77165e77165e77|00|3|{\"input\":\"here\"}|true|3|3|3|3|0|7|8");
  }

  @Test
  void manyWavesHoldEachDocumentOnce() throws Exception {
    Archive archive = new Archive(spark, output).withMany(0, 200);
    archive.waveDocuments = 50;
    List<Manifest> waves = archive.run();
    assertThat(waves).hasSize(4);
    assertThat(waves)
        .allSatisfy(wave -> assertThat(wave.runs().get(0).inputs().listed()).isBetween(25L, 80L));
    assertThat(query("SELECT count(*), count(DISTINCT key) FROM " + table("documents")))
        .containsExactly("200|200");
    assertThat(archive.verify().problems()).isEmpty();
  }

  @Test
  void aWaveNeverReplacesAnother() throws Exception {
    Archive archive = new Archive(spark, output).withMany(0, 3);
    OutputFolder folder = archive.folder();
    try (Lock lock = Lock.acquire(folder, Archive.TERM);
        WaveWriter writer = new WaveWriter(spark, folder, lock)) {
      Wave wave = writer.stage(pending(archive, folder), archive.info(), 100).get(0);
      archive.work(wave);
      Path taken = output.resolve("data/wave=" + wave.id());
      Files.createDirectories(taken);
      Files.writeString(taken.resolve("theirs"), "of another run");

      assertThatThrownBy(wave::publish)
          .isInstanceOf(RunException.class)
          .hasMessageContaining("Cannot publish the wave: ")
          .hasMessageContaining("it is there already");
      assertThat(taken.toFile().list()).containsExactly("theirs");
    }
  }

  @Test
  void aRunThatLostItsLockPublishesNothing() throws Exception {
    Archive archive = new Archive(spark, output).withMany(0, 3);
    OutputFolder folder = archive.folder();
    Lock lock = Lock.acquire(folder, Archive.TERM);
    WaveWriter writer = new WaveWriter(spark, folder, lock);
    Wave wave = writer.stage(pending(archive, folder), archive.info(), 100).get(0);
    archive.work(wave);
    Files.delete(output.resolve("_lock.1"));

    assertThatThrownBy(wave::publish)
        .isInstanceOf(RunException.class)
        .hasMessageContaining("its lock file _lock.1 was removed");
    assertThat(folder.publication().visible()).isEmpty();
    assertThatThrownBy(writer::close).isInstanceOf(RunException.class);
    lock.close();
  }

  @Test
  void aStageThatLosesOrDoublesADocumentStopsTheRun() throws Exception {
    Archive archive = all().withMany(0, 4);
    OutputFolder folder = archive.folder();
    RunStage tokenize = archive.runStages().get(0);
    try (Lock lock = Lock.acquire(folder, Archive.TERM);
        WaveWriter writer = new WaveWriter(spark, folder, lock)) {
      Wave wave = writer.stage(pending(archive, folder), archive.info(), 100).get(0);
      Dataset<Row> rows = archive.rows(Stages.TOKENIZE, wave.todo(tokenize));
      String lost = wave.todo(tokenize).first().getAs("key");
      Dataset<Row> fewer = rows.filter("key <> '" + lost + "'");
      assertThatThrownBy(() -> wave.write(tokenize, fewer, () -> 0L, () -> 0L))
          .hasMessageContaining("of 4 documents 1 are missing, 0 are there twice and 0 were not");
    }
    try (Lock lock = Lock.acquire(folder, Archive.TERM);
        WaveWriter writer = new WaveWriter(spark, folder, lock)) {
      Wave wave = writer.stage(pending(archive, folder), archive.info(), 100).get(0);
      Dataset<Row> rows = archive.rows(Stages.TOKENIZE, wave.todo(tokenize));
      Dataset<Row> more = rows.union(rows.limit(1));
      assertThatThrownBy(() -> wave.write(tokenize, more, () -> 0L, () -> 0L))
          .hasMessageContaining("of 4 documents 0 are missing, 1 are there twice and 0 were not");
    }
    assertThat(archive.files()).isEmpty();
  }

  @Test
  void aTextThatVanishesWhileItIsReadIsLeftToTheNextRun() throws Exception {
    Archive archive = all().withMany(0, 3).with("/late", "1", "edited while the run reads");
    OutputFolder folder = archive.folder();
    Path gone = Files.createTempFile("late", ".txt");
    try (Lock lock = Lock.acquire(folder, Archive.TERM);
        Pending pending = archive.pending(folder, Pending.Mode.NEW, gone);
        WaveWriter writer = new WaveWriter(spark, folder, lock)) {
      Files.delete(gone);
      for (Wave wave : writer.stage(pending, archive.info(), 100)) {
        archive.work(wave);
        wave.publish();
      }
    }
    assertThat(query("SELECT count(*) FROM " + table("occurrences"))).containsExactly("3");
    assertThat(archive.verify().problems()).isEmpty();
    archive.run();
    assertThat(query("SELECT count(*) FROM " + table("occurrences"))).containsExactly("4");
    assertThat(archive.verify().problems()).isEmpty();
  }

  @Test
  void aWaveTakesThePlaceOfOthersFromTheInstantItIsVisible() throws Exception {
    Archive archive = all().withMany(0, 2);
    archive.run();
    archive.withMany(2, 4).run();
    OutputFolder folder = archive.folder();
    List<String> old = folder.publication().visible();
    try (Lock lock = Lock.acquire(folder, Archive.TERM);
        WaveWriter writer = new WaveWriter(spark, folder, lock)) {
      merge(folder, lock, "000002-77777777");
    }
    Published published = Published.in(folder);
    assertThat(published.waves()).extracting(Manifest::wave).containsExactly("000002-77777777");
    assertThat(published.waves().get(0).replaces()).isEqualTo(old);
    assertThat(published.rows(Tables.DOCUMENTS)).isEqualTo(4);
    try (Sql sql = Sql.duckDb(output)) {
      assertThat(sql.rows("SELECT wave FROM waves")).containsExactly("000002-77777777");
    }
    assertThat(output.toFile().list())
        .containsExactlyInAnyOrder("data", "views.sql", "views.spark.sql");
    assertThat(archive.verify().problems()).isEmpty();
    assertThat(archive.run()).isEmpty();
  }

  @Test
  void replacedWavesThatAreStillThereArePassedOverAndClearedAway() throws Exception {
    Archive archive = all().withMany(0, 2);
    archive.run();
    archive.withMany(2, 4).run();
    OutputFolder folder = archive.folder();
    List<String> old = folder.publication().visible();
    Path copies = Files.createTempDirectory("waves");
    for (String id : old) {
      copy(output.resolve("data/wave=" + id), copies.resolve(id));
    }
    try (Lock lock = Lock.acquire(folder, Archive.TERM);
        WaveWriter writer = new WaveWriter(spark, folder, lock)) {
      merge(folder, lock, "000002-77777777");
    }
    // As if the writer had died right after the rename.
    copy(copies.resolve(old.get(0)), output.resolve("data/wave=" + old.get(0)));
    copy(copies.resolve(old.get(1)), output.resolve("_withdrawn/" + old.get(1)));
    assertThat(Published.in(folder).rows(Tables.DOCUMENTS)).isEqualTo(4);
    assertThat(archive.verify().problems()).isEmpty();

    archive.withMany(4, 5).run();
    assertThat(output.toFile().list())
        .containsExactlyInAnyOrder("data", "views.sql", "views.spark.sql");
    assertThat(folder.publication().visible()).hasSize(2).doesNotContainAnyElementsOf(old);
    assertThat(Published.in(folder).rows(Tables.DOCUMENTS)).isEqualTo(5);
    assertThat(archive.verify().problems()).isEmpty();
  }

  /** All waves as one, whole, with every row that they have. */
  private static void merge(OutputFolder folder, Lock lock, String id) throws IOException {
    Published published = Published.in(folder);
    StagedWave wave = new StagedWave(spark, folder, lock, id, true);
    for (Table<?> table : Tables.all()) {
      if (table != Tables.RUNS && table != Tables.WAVES) {
        wave.write(table, published.read(spark, table), 1);
      }
    }
    wave.publish(id, published.waves().stream().map(Manifest::wave).toList(), published.runs());
  }

  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> all = Files.walk(from)) {
      for (Path each : all.toList()) {
        Path target = to.resolve(from.relativize(each).toString());
        Files.createDirectories(target.getParent());
        Files.copy(each, target);
      }
    }
  }

  @Test
  void aReaderSeesWholeWavesOnly() throws Exception {
    Archive archive = new Archive(spark, output).withMany(0, 40);
    archive.waveDocuments = 4;
    AtomicBoolean done = new AtomicBoolean();
    ExecutorService reader = Executors.newSingleThreadExecutor();
    try {
      Future<List<String>> partial = reader.submit(() -> readUntil(done));
      List<Manifest> waves = archive.run();
      assertThat(waves.size()).isGreaterThanOrEqualTo(9);
      done.set(true);
      assertThat(partial.get()).isEmpty();
    } finally {
      done.set(true);
      reader.shutdown();
    }
    assertThat(query("SELECT count(*) FROM " + table("documents"))).containsExactly("40");
  }

  /** Whatever was there and was not the wave that its manifest describes. */
  private List<String> readUntil(AtomicBoolean done) throws SQLException, IOException {
    List<String> partial = new ArrayList<>();
    int reads = 0;
    try (Connection duck = DriverManager.getConnection("jdbc:duckdb:")) {
      // A slow machine may publish before the first look: some looks come after the end.
      while (!done.get() || reads < 20) {
        for (String file : query(duck, "SELECT file FROM glob('" + output + "/data/*/*.json')")) {
          Path wave = Path.of(file).getParent();
          Manifest manifest = ManifestParser.fromJson(Files.readAllBytes(Path.of(file)));
          for (Manifest.TableFiles table : manifest.tables()) {
            String files = wave + "/" + table.table() + "/*.parquet";
            String sql = "SELECT count(*) FROM read_parquet('" + files + "')";
            if (!query(duck, sql).equals(List.of(String.valueOf(table.rows())))) {
              partial.add(files);
            }
          }
          reads++;
        }
      }
    }
    return partial;
  }

  private Archive all() {
    Archive archive = new Archive(spark, output);
    archive.stages = List.of(Stages.TOKENIZE, Stages.EMBED);
    return archive;
  }

  private Pending pending(Archive archive, OutputFolder folder) throws IOException {
    return archive.pending(folder, Pending.Mode.NEW);
  }

  private String table(String name) {
    return "read_parquet('" + output + "/data/wave=*/" + name + "/*.parquet')";
  }

  private static List<String> query(String sql) throws SQLException {
    try (Connection duck = DriverManager.getConnection("jdbc:duckdb:")) {
      return query(duck, sql);
    }
  }

  private static List<String> query(Connection duck, String sql) throws SQLException {
    List<String> rows = new ArrayList<>();
    try (Statement statement = duck.createStatement();
        ResultSet result = statement.executeQuery(sql)) {
      int columns = result.getMetaData().getColumnCount();
      while (result.next()) {
        List<String> values = new ArrayList<>();
        for (int i = 1; i <= columns; i++) {
          values.add(result.getString(i));
        }
        rows.add(String.join("|", values));
      }
    }
    return rows;
  }
}
