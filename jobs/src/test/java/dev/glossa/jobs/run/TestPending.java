package dev.glossa.jobs.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.glossa.jobs.run.Manifest.Inputs;
import dev.glossa.jobs.run.Pending.Mode;
import dev.glossa.jobs.table.Tables;
import dev.glossa.udf.table.Table;
import dev.glossa.udf.task.Stages;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.apache.spark.sql.Dataset;
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
    assertThat(inputs(waves)).containsExactly(new Inputs(9, 3, 0, 0));
  }

  @Test
  void anotherSettingCostsItsStageAlone() throws Exception {
    archive.stages = List.of(Stages.TOKENIZE, Stages.EMBED);
    archive.withMany(0, 6).run();
    archive.settings.put(Stages.EMBED, "1111111111111111");
    List<Manifest> waves = archive.run();
    assertThat(archive.worked).isEqualTo(6);
    assertThat(waves.get(0).tables())
        .extracting(Manifest.TableFiles::table)
        .containsExactly("results", "runs", "waves", "vectors");
    theFolderIsSound();
  }

  @Test
  void theSettingsOfBeforeComeBackAsRowsOfRunsAlone() throws Exception {
    archive.withMany(0, 6).run();
    archive.settings.put(Stages.EMBED, "1111111111111111");
    archive.run();
    archive.settings.clear();
    List<Manifest> waves = archive.run();
    assertThat(archive.worked).isZero();
    assertThat(waves).hasSize(1);
    assertThat(waves.get(0).tables())
        .extracting(Manifest.TableFiles::table)
        .containsExactly("runs", "waves");
    assertThat(Published.in(archive.folder()).latest().get("embed").settings())
        .isEqualTo(Archive.SETTINGS);
    assertThat(archive.run()).isEmpty();
  }

  @Test
  void aNewStageTakesItsTextsFromTheFolder() throws Exception {
    archive.withMany(0, 4).run();
    archive.stages = List.of(Stages.TOKENIZE);
    archive.run();
    assertThat(archive.worked).isEqualTo(4);
    assertThat(read(Tables.DOCUMENTS)).hasSize(4);
    assertThat(keys(Stages.TOKENIZE.tables().get(1))).isEqualTo(keys(Tables.DOCUMENTS));
    assertThat(keys(Stages.EMBED.tables().get(0))).isEqualTo(keys(Tables.DOCUMENTS));
    theFolderIsSound();
  }

  @Test
  void aRenamedFileCostsRowsAndNoWork() throws Exception {
    archive.with("/old.txt", "0", "the text").withMany(0, 3).run();
    archive.without("/old.txt").with("/new.txt", "0", "the text");
    List<Manifest> waves = archive.run();
    assertThat(archive.worked).isZero();
    assertThat(inputs(waves)).containsExactly(new Inputs(4, 1, 0, 1));
    assertThat(waves.get(0).tables())
        .extracting(Manifest.TableFiles::table)
        .containsExactly("occurrences", "removed", "runs", "waves");
    assertThat(removed()).containsExactly("/old.txt 1 0 gone");
    assertThat(archive.run()).isEmpty();
  }

  @Test
  void anEditedFileIsAChangeAndBothTextsStayReadable() throws Exception {
    archive.with("/a.txt", "a", "first").withMany(0, 2).run();
    archive.without("/a.txt").with("/a.txt", "a", "second");
    assertThat(inputs(archive.run())).containsExactly(new Inputs(3, 0, 1, 0));
    assertThat(archive.worked).isEqualTo(1);
    assertThat(removed()).containsExactly("/a.txt 1 a changed");
    assertThat(standing().filter("source = '/a.txt'").collectAsList())
        .extracting(row -> row.getAs("key"))
        .containsExactly(Keys.of("second"));
    assertThat(read(Tables.DOCUMENTS)).hasSize(4);

    // And back: the first text stands again, and nothing has to be worked on.
    archive.without("/a.txt").with("/a.txt", "a", "first");
    assertThat(inputs(archive.run())).containsExactly(new Inputs(3, 0, 1, 0));
    assertThat(archive.worked).isZero();
    assertThat(standing().filter("source = '/a.txt'").collectAsList())
        .extracting(row -> row.getAs("key"))
        .containsExactly(Keys.of("first"));
    assertThat(archive.run()).isEmpty();
    theFolderIsSound();
  }

  @Test
  void whatARunDoesNotCoverIsNotGone() throws Exception {
    archive.with("/one/a", "a", "x").with("/two/b", "b", "y").with("/two/sub/c", "c", "z").run();
    archive.without("/one/a").without("/two/sub/c");
    archive.paths = List.of("/two");
    assertThat(inputs(archive.run())).containsExactly(new Inputs(1, 0, 0, 1));
    assertThat(removed()).containsExactly("/two/sub/c 1 c gone");
    archive.paths = List.of("glob:/o*");
    archive.without("/two/b");
    assertThat(inputs(archive.run())).containsExactly(new Inputs(0, 0, 0, 1));
    assertThat(standing().collectAsList())
        .extracting(row -> row.getAs("source"))
        .containsExactly("/two/b");
  }

  @Test
  void eightRowsInAreEightRowsOut() throws Exception {
    // Two files whose ids repeat, a text that is there three times, two rows that cannot be read.
    archive.with("/a", "1", "same").with("/a", "1", "same").with("/a", "1", "other");
    archive.withUnread("/a", "1").with("/b", "1", "same").withUnread("/b", "2");
    archive.withUnread("/b", "2").with("/b", "3", "third");
    List<Manifest> waves = archive.run();
    assertThat(archive.worked).isEqualTo(3);
    assertThat(inputs(waves)).containsExactly(new Inputs(8, 8, 0, 0));
    assertThat(read(Tables.OCCURRENCES)).hasSize(8);
    assertThat(read(Tables.DOCUMENTS)).hasSize(3);
    assertThat(errors())
        .containsExactly("read /a 4 1 MALFORMED", "read /b 2 2 MALFORMED", "read /b 3 2 MALFORMED");
    assertThat(archive.run()).isEmpty();
    theFolderIsSound();
  }

  @Test
  void aFailureCostsNoOtherStageAndIsNotRepeatedByAPlainRun() throws Exception {
    archive.stages = List.of(Stages.TOKENIZE, Stages.EMBED);
    archive.with("/a", "1", "good").with("/a", "2", "bad").with("/c", "3", "bad");
    archive.failing.add("bad");
    List<Manifest> waves = archive.run();
    assertThat(stage(waves, "embed").results()).isEqualTo(1);
    assertThat(stage(waves, "embed").errors()).isEqualTo(1);
    assertThat(keys(Stages.TOKENIZE.tables().get(0)))
        .containsExactlyInAnyOrder(Keys.of("good"), Keys.of("bad"));
    archive.failing.clear();
    assertThat(archive.run()).isEmpty();

    // A copy of it is an occurrence like any other.
    assertThat(inputs(archive.with("/d", "4", "bad").run()))
        .containsExactly(new Inputs(4, 1, 0, 0));
    assertThat(archive.worked).isZero();
    assertThat(errors()).containsExactly("embed " + Keys.of("bad") + " TOO_LONG");
    theFolderIsSound();
  }

  @Test
  void retryNeedsNoInputAndMendsWhatItCan() throws Exception {
    archive.with("/a", "1", "good").with("/a", "2", "bad").with("/c", "3", "worse");
    archive.failing.addAll(Set.of("bad", "worse"));
    archive.run();
    archive.failing.remove("bad");
    List<Manifest> waves = archive.run(Mode.RETRY);
    assertThat(archive.worked).isEqualTo(2);
    assertThat(inputs(waves)).containsExactly(new Inputs(0, 0, 0, 0));
    assertThat(errors()).containsExactly("embed " + Keys.of("worse") + " TOO_LONG");
    Row still = State.of(spark, Published.in(archive.folder())).errors().first();
    assertThat(still.<String>getAs("since")).startsWith("000001-");
    assertThat(still.<String>getAs("run")).startsWith("000002-");
    assertThat(keys(Stages.EMBED.tables().get(0)))
        .containsExactlyInAnyOrder(Keys.of("good"), Keys.of("bad"));

    archive.failing.clear();
    archive.run(Mode.RETRY);
    assertThat(errors()).isEmpty();
    theFolderIsSound();
    assertThat(archive.run(Mode.RETRY)).isEmpty();
    assertThat(archive.run()).isEmpty();
  }

  @Test
  void retryOfAFileDoesNoMoreThanItsErrors() throws Exception {
    archive.stages = List.of(Stages.TOKENIZE);
    archive.with("/a.jsonl", "1", "one").withUnread("/a.jsonl", "2").run();
    archive.stages = List.of(Stages.EMBED);
    archive.with("/a.jsonl", "3", "three").run();
    // The third line was never tokenized, which is no error.
    archive.stages = List.of(Stages.TOKENIZE);
    archive.readAgain = List.of("/a.jsonl");
    archive.run(Mode.RETRY);
    assertThat(archive.worked).isZero();

    archive.without("/a.jsonl").with("/a.jsonl", "1", "one").with("/a.jsonl", "2", "two");
    archive.with("/a.jsonl", "3", "three").run(Mode.RETRY);
    assertThat(archive.worked).isEqualTo(1);
    assertThat(errors()).isEmpty();
    assertThat(archive.run()).hasSize(1);
    assertThat(archive.worked).isEqualTo(1);
    theFolderIsSound();
  }

  @Test
  void retryLeavesWhatStandsNoLonger() throws Exception {
    archive.with("/a", "1", "good").with("/b", "1", "bad");
    archive.failing.add("bad");
    archive.run();
    archive.without("/b").run();
    assertThat(errors()).isEmpty();
    assertThat(archive.run(Mode.RETRY)).isEmpty();

    // Where it comes back, its error stands again.
    archive.with("/b", "1", "bad").run();
    assertThat(archive.worked).isZero();
    assertThat(errors()).containsExactly("embed " + Keys.of("bad") + " TOO_LONG");
  }

  @Test
  void aFileThatWasPutRightLosesItsErrors() throws Exception {
    archive.with("/a.jsonl", "1", "one").withUnread("/a.jsonl", "2").withUnread("/b.gz", "0").run();
    archive.without("/a.jsonl").with("/a.jsonl", "1", "one").with("/a.jsonl", "2", "two");
    assertThat(inputs(archive.run())).containsExactly(new Inputs(3, 0, 1, 0));
    assertThat(archive.worked).isEqualTo(1);
    assertThat(errors()).containsExactly("read /b.gz 1 0 MALFORMED");

    // And broken again, it is an error again, beside the text of before.
    archive.without("/a.jsonl").with("/a.jsonl", "1", "one").withUnread("/a.jsonl", "2");
    assertThat(inputs(archive.run())).containsExactly(new Inputs(3, 0, 1, 0));
    assertThat(errors()).containsExactly("read /a.jsonl 2 2 MALFORMED", "read /b.gz 1 0 MALFORMED");
    theFolderIsSound();
  }

  @Test
  void anEmptyArchivePublishesThatItIsEmpty() throws Exception {
    List<Manifest> waves = archive.run();
    assertThat(inputs(waves)).containsExactly(new Inputs(0, 0, 0, 0));
    assertThat(archive.run()).isEmpty();
    theFolderIsSound();
  }

  @Test
  void theLeftoversOfADeadRunAreRemoved() throws Exception {
    Path left = output.resolve("_staging/000001-aaaa/documents");
    java.nio.file.Files.createDirectories(left);
    java.nio.file.Files.writeString(left.resolve("part-0.parquet"), "half");
    archive.withMany(0, 3).run();
    assertThat(archive.files()).allMatch(name -> name.matches("data/wave=000001-.*|views\\..*sql"));
  }

  private void theFolderIsSound() throws Exception {
    assertThat(archive.verify().problems()).isEmpty();
  }

  private static List<Inputs> inputs(List<Manifest> waves) {
    return waves.stream().map(wave -> wave.runs().get(0).inputs()).toList();
  }

  private static Manifest.StageRun stage(List<Manifest> waves, String name) {
    return waves.get(0).runs().get(0).stages().stream()
        .filter(run -> run.stage().equals(name))
        .findFirst()
        .orElseThrow();
  }

  /** The errors that stand: of reading by place, of stages by key. */
  private List<String> errors() throws Exception {
    return State.of(spark, Published.in(archive.folder())).errors().collectAsList().stream()
        .map(
            row ->
                row.getAs("stage")
                    + " "
                    + (row.getAs("key") == null
                        ? row.getAs("source") + " " + row.getAs("position") + " " + row.getAs("id")
                        : row.getAs("key"))
                    + " "
                    + row.getAs("code"))
        .sorted()
        .toList();
  }

  private Dataset<Row> standing() throws Exception {
    return State.of(spark, Published.in(archive.folder())).occurrences();
  }

  private List<String> removed() throws Exception {
    return read(Tables.REMOVED).stream()
        .map(
            row ->
                row.getAs("source")
                    + " "
                    + row.getAs("position")
                    + " "
                    + row.getAs("id")
                    + " "
                    + row.getAs("reason"))
        .sorted()
        .toList();
  }

  private Set<String> keys(Table<?> table) throws Exception {
    return read(table).stream()
        .map(row -> row.<String>getAs("key"))
        .collect(java.util.stream.Collectors.toSet());
  }

  private List<Row> read(Table<?> table) throws Exception {
    return Published.in(archive.folder()).read(spark, table).collectAsList();
  }
}
