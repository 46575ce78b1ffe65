package dev.glossa.jobs.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.glossa.jobs.run.Manifest.Counts;
import dev.glossa.jobs.run.Pending.Mode;
import dev.glossa.jobs.table.Tables;
import dev.glossa.udf.table.Table;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TestPending {

  private static SparkSession spark;

  @TempDir Path output;
  private Archive archive;

  @BeforeAll
  static void start() {
    spark = Archive.session();
  }

  @AfterAll
  static void stop() {
    spark.stop();
  }

  @BeforeEach
  void archive() {
    archive = new Archive(spark, output);
  }

  @Test
  void aRerunWritesNoFile() throws Exception {
    archive.withMany(0, 6).withUnread("/b.jsonl", "9").run();
    Set<String> before = archive.files();
    assertThat(archive.run()).isEmpty();
    assertThat(archive.files()).isEqualTo(before);
  }

  @Test
  void newDocumentsCostExactlyThemselves() throws Exception {
    archive.withMany(0, 6).run();
    List<Manifest> waves = archive.withMany(6, 9).run();
    assertThat(archive.worked).isEqualTo(3);
    assertThat(waves).extracting(Manifest::counts).containsExactly(new Counts(3, 3, 3, 0, 0));
  }

  @Test
  void anotherFingerprintCostsAll() throws Exception {
    archive.withMany(0, 6).run();
    archive.fingerprintSettings = "{\"seed\":2}";
    assertThat(archive.run()).extracting(m -> m.counts().documents()).containsExactly(6L);
    archive.fingerprintSettings = "{ \"seed\" : 1 }";
    assertThat(archive.run()).isEmpty();
  }

  @Test
  void aRenamedFileCostsOneRowAndNoWork() throws Exception {
    archive.with("/old.txt", "0", "the text").withMany(0, 3).run();
    archive.without("/old.txt").with("/new.txt", "0", "the text");
    List<Manifest> waves = archive.run();
    assertThat(archive.worked).isZero();
    assertThat(waves).hasSize(1);
    assertThat(waves.get(0).counts()).isEqualTo(new Counts(1, 0, 1, 0, 0));
    assertThat(waves.get(0).tables())
        .extracting(Manifest.TableFiles::table)
        .containsExactly("occurrences");
    assertThat(archive.run()).isEmpty();
  }

  @Test
  void aTextThatIsThereThreeTimesIsOneDocument() throws Exception {
    archive.with("/b", "1", "same").with("/a", "2", "same").with("/a", "1", "same");
    archive.with("/a", "1", "same");
    List<Manifest> waves = archive.run();
    assertThat(archive.worked).isEqualTo(1);
    assertThat(waves.get(0).counts()).isEqualTo(new Counts(3, 1, 3, 0, 0));
    Row document = read(Tables.DOCUMENTS).get(0);
    assertThat(document.<String>getAs("source")).isEqualTo("/a");
    assertThat(document.<String>getAs("id")).isEqualTo("1");
  }

  @Test
  void whatFailedIsNotRepeatedByAPlainRun() throws Exception {
    archive.with("/a", "1", "good").with("/a", "2", "bad").with("/c", "3", "bad");
    archive.failing.add("bad");
    assertThat(archive.run().get(0).counts()).isEqualTo(new Counts(3, 1, 1, 2, 0));
    archive.failing.clear();
    assertThat(archive.run()).isEmpty();

    // A copy of it is accounted for with the same reason.
    List<Manifest> copies = archive.with("/d", "4", "bad").run();
    assertThat(archive.worked).isZero();
    assertThat(copies).extracting(Manifest::counts).containsExactly(new Counts(1, 0, 0, 1, 0));
    assertThat(standing()).containsExactly("/a 2 embed", "/c 3 embed", "/d 4 embed");
    theFolderIsSoundWith(4);
  }

  @Test
  void retryTakesBackTheErrorsThatItMends() throws Exception {
    archive.with("/a", "1", "good").with("/a", "2", "bad").with("/c", "3", "bad");
    archive.failing.add("bad");
    archive.run();
    archive.failing.clear();
    List<Manifest> waves = archive.run(Mode.RETRY);
    assertThat(archive.worked).isEqualTo(1);
    assertThat(waves).extracting(Manifest::counts).containsExactly(new Counts(2, 1, 2, 0, 2));
    assertThat(standing()).isEmpty();
    theFolderIsSoundWith(3);
    assertThat(archive.run(Mode.RETRY)).isEmpty();
    assertThat(archive.run()).isEmpty();
  }

  @Test
  void whatFailsAgainStandsOnce() throws Exception {
    archive.with("/a", "1", "bad").with("/b", "1", "good");
    archive.failing.add("bad");
    archive.run();
    for (int again = 0; again < 2; again++) {
      assertThat(archive.run(Mode.RETRY))
          .extracting(Manifest::counts)
          .containsExactly(new Counts(1, 0, 0, 1, 1));
      assertThat(standing()).containsExactly("/a 1 embed");
    }
    archive.failing.clear();
    archive.run(Mode.RETRY);
    assertThat(standing()).isEmpty();
    theFolderIsSoundWith(2);
  }

  @Test
  void aFileThatWasPutRightLosesItsErrors() throws Exception {
    archive.with("/a.jsonl", "1", "one").withUnread("/a.jsonl", "2").withUnread("/b.gz", "0").run();
    archive.without("/a.jsonl").with("/a.jsonl", "1", "one").with("/a.jsonl", "2", "two");
    List<Manifest> waves = archive.run();
    assertThat(archive.worked).isEqualTo(1);
    assertThat(waves).extracting(Manifest::counts).containsExactly(new Counts(1, 1, 1, 0, 1));
    assertThat(standing()).containsExactly("/b.gz 0 read");

    // The bad line is simply gone.
    archive.without("/b.gz").with("/b.gz", "1", "one");
    assertThat(archive.run())
        .extracting(Manifest::counts)
        .containsExactly(new Counts(1, 0, 1, 0, 1));
    assertThat(standing()).isEmpty();

    // And broken again, it is an error again.
    archive.withUnread("/a.jsonl", "2");
    assertThat(archive.run())
        .extracting(Manifest::counts)
        .containsExactly(new Counts(1, 0, 0, 1, 0));
    assertThat(standing()).containsExactly("/a.jsonl 2 read");
    theFolderIsSoundWith(4);
  }

  @Test
  void retryReadsTheSourcesOfErrorsOnly() throws Exception {
    archive.with("/a", "1", "one").withUnread("/b", "7").run();
    archive.with("/c", "1", "new").without("/b").with("/b", "7", "mended");
    List<Manifest> waves = archive.run(Mode.RETRY);
    assertThat(archive.worked).isEqualTo(1);
    assertThat(waves).extracting(Manifest::counts).containsExactly(new Counts(1, 1, 1, 0, 1));
    assertThat(archive.run())
        .extracting(Manifest::counts)
        .containsExactly(new Counts(1, 1, 1, 0, 0));
  }

  @Test
  void anEmptyArchivePublishesNothing() throws Exception {
    assertThat(archive.run()).isEmpty();
    assertThat(archive.run(Mode.RETRY)).isEmpty();
    assertThat(archive.files()).isEmpty();
  }

  @Test
  void theLeftoversOfADeadRunAreRemoved() throws Exception {
    Path left = output.resolve("_staging/000001-aaaa/documents");
    java.nio.file.Files.createDirectories(left);
    java.nio.file.Files.writeString(left.resolve("part-0.parquet"), "half");
    archive.withMany(0, 3).run();
    assertThat(archive.files()).allMatch(name -> name.startsWith("data/wave=000001-"));
  }

  private void theFolderIsSoundWith(long inputs) throws Exception {
    Verify.Report report = archive.verify();
    assertThat(report.problems()).isEmpty();
    assertThat(report.inputs()).isEqualTo(inputs);
  }

  private List<String> standing() throws Exception {
    return Published.in(archive.folder()).standingErrors(spark).collectAsList().stream()
        .map(row -> row.getAs("source") + " " + row.getAs("id") + " " + row.getAs("stage"))
        .sorted()
        .toList();
  }

  private List<Row> read(Table<?> table) throws Exception {
    return Published.in(archive.folder()).read(spark, table).collectAsList();
  }
}
