package dev.glossa.jobs.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
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
    assertThat(wave.counts()).isEqualTo(new Manifest.Counts(6, 5, 5, 1, 0));
    assertThat(wave.wave()).isEqualTo("000001-" + archive.fingerprint().hex().substring(0, 8));
    assertThat(wave.tables())
        .extracting(Manifest.TableFiles::table, Manifest.TableFiles::rows)
        .containsExactlyInAnyOrder(
            org.assertj.core.groups.Tuple.tuple("sentences", 10L),
            org.assertj.core.groups.Tuple.tuple("tokens", 5L),
            org.assertj.core.groups.Tuple.tuple("vectors", 5L),
            org.assertj.core.groups.Tuple.tuple("documents", 5L),
            org.assertj.core.groups.Tuple.tuple("occurrences", 5L),
            org.assertj.core.groups.Tuple.tuple("errors", 1L),
            org.assertj.core.groups.Tuple.tuple("resolved", 0L));
    assertThat(archive.files())
        .hasSize(8)
        .allMatch(name -> name.startsWith("data/wave=" + wave.wave() + "/"))
        .allMatch(name -> name.endsWith(".zstd.parquet") || name.endsWith("/_manifest.json"));
    assertThat(output.toFile().list()).containsExactly("data");
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
  void whatFailsInTheLastStageIsInNoTableOfTheFirst() throws Exception {
    Archive archive = all().with("/a", "1", "good").with("/a", "2", "bad");
    archive.failing.add("bad");
    archive.run();
    for (String table : List.of("documents", "occurrences", "sentences", "tokens", "vectors")) {
      assertThat(query("SELECT DISTINCT key FROM " + table(table)))
          .as(table)
          .containsExactly(Keys.document(Keys.content("good"), archive.fingerprint().hex()));
    }
    assertThat(query("SELECT source, id, stage, code, message FROM " + table("errors")))
        .containsExactly("/a|2|embed|TOO_LONG|it has no room");
  }

  @Test
  void manyWavesHoldEachDocumentOnce() throws Exception {
    Archive archive = new Archive(spark, output).withMany(0, 200);
    archive.waveDocuments = 50;
    List<Manifest> waves = archive.run();
    assertThat(waves).hasSize(4);
    assertThat(waves).allSatisfy(wave -> assertThat(wave.counts().inputs()).isBetween(25L, 80L));
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
      Wave wave = writer.stage(pending(archive, folder), 100).get(0);
      archive.work(wave);
      Path taken = output.resolve("data/wave=" + wave.id());
      Files.createDirectories(taken);
      Files.writeString(taken.resolve("theirs"), "of another run");

      assertThatThrownBy(() -> wave.publish(info(archive)))
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
    Wave wave = writer.stage(pending(archive, folder), 100).get(0);
    archive.work(wave);
    Files.delete(output.resolve("_lock.1"));

    assertThatThrownBy(() -> wave.publish(info(archive)))
        .isInstanceOf(RunException.class)
        .hasMessageContaining("its lock file _lock.1 was removed");
    assertThat(folder.waveIds()).isEmpty();
    assertThatThrownBy(writer::close).isInstanceOf(RunException.class);
    lock.close();
  }

  @Test
  void aStageThatLosesOrDoublesADocumentStopsTheRun() throws Exception {
    Archive archive = all().withMany(0, 4);
    OutputFolder folder = archive.folder();
    try (Lock lock = Lock.acquire(folder, Archive.TERM);
        WaveWriter writer = new WaveWriter(spark, folder, lock)) {
      Wave wave = writer.stage(pending(archive, folder), 100).get(0);
      Dataset<Row> rows = archive.rows(Stages.TOKENIZE, wave.todo());
      String lost = wave.todo().first().getAs("key");
      assertThatThrownBy(
              () ->
                  wave.write(
                      Stages.TOKENIZE, rows.filter("key <> '" + lost + "'"), () -> 0L, () -> 0L))
          .hasMessageContaining("of 4 documents 1 are missing, 0 are there twice and 0 were not");
    }
    try (Lock lock = Lock.acquire(folder, Archive.TERM);
        WaveWriter writer = new WaveWriter(spark, folder, lock)) {
      Wave wave = writer.stage(pending(archive, folder), 100).get(0);
      Dataset<Row> rows = archive.rows(Stages.TOKENIZE, wave.todo());
      assertThatThrownBy(
              () -> wave.write(Stages.TOKENIZE, rows.union(rows.limit(1)), () -> 0L, () -> 0L))
          .hasMessageContaining("of 4 documents 0 are missing, 1 are there twice and 0 were not");
    }
    assertThat(archive.files()).isEmpty();
  }

  @Test
  void aReaderSeesWholeWavesOnly() throws Exception {
    Archive archive = new Archive(spark, output).withMany(0, 80);
    archive.waveDocuments = 4;
    AtomicBoolean done = new AtomicBoolean();
    ExecutorService reader = Executors.newSingleThreadExecutor();
    try {
      Future<List<String>> partial = reader.submit(() -> readUntil(done));
      List<Manifest> waves = archive.run();
      assertThat(waves.size()).isGreaterThanOrEqualTo(18);
      done.set(true);
      assertThat(partial.get()).isEmpty();
    } finally {
      done.set(true);
      reader.shutdown();
    }
    assertThat(query("SELECT count(*) FROM " + table("documents"))).containsExactly("80");
  }

  /** Whatever was there and was not the wave that its manifest describes. */
  private List<String> readUntil(AtomicBoolean done) throws SQLException, IOException {
    List<String> partial = new ArrayList<>();
    int reads = 0;
    try (Connection duck = DriverManager.getConnection("jdbc:duckdb:")) {
      while (!done.get()) {
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
    return reads > 20 ? partial : List.of("only " + reads + " waves were read");
  }

  private Archive all() {
    Archive archive = new Archive(spark, output);
    archive.stages = List.of(Stages.TOKENIZE, Stages.EMBED);
    return archive;
  }

  private Pending pending(Archive archive, OutputFolder folder) throws IOException {
    return archive.pending(folder, Pending.Mode.NEW);
  }

  private static RunInfo info(Archive archive) {
    return new RunInfo(
        archive.fingerprint(),
        Map.of(Stages.TOKENIZE, "5e77", Stages.EMBED, "5e77"),
        "{}",
        Map.of());
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
