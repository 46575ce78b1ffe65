package dev.glossa.jobs.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.glossa.jobs.run.Manifest.DataFile;
import dev.glossa.jobs.run.Manifest.TableFiles;
import dev.glossa.jobs.run.Verify.Problem;
import dev.glossa.udf.task.Stages;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TestVerify {

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
  void aSoundFolderIsCounted() throws Exception {
    Archive archive = new Archive(spark, output).withMany(0, 4).withUnread("/x", "1");
    archive.with("/copy", "0", "Document number 1.\nIt has two lines 😀.");
    archive.run();
    Verify.Report report = archive.verify();
    assertThat(report.problems()).isEmpty();
    assertThat(report.sound()).isTrue();
    assertThat(report.waves()).isEqualTo(1);
    // All but the two scripts of views.
    assertThat(report.files()).isEqualTo(archive.files().size() - 2);
    assertThat(report.inputs()).isEqualTo(6);
    assertThat(report.unread()).isEqualTo(1);
    assertThat(report.texts()).isEqualTo(4);
    assertThat(report.pairs()).isEqualTo(4);
    assertThat(report.results()).isEqualTo(4);
    assertThat(report.failures()).isZero();
  }

  @Test
  void aFlippedByteInEachOfAHundredFilesIsNamedAHundredTimes() throws Exception {
    Archive archive = new Archive(spark, output).withMany(0, 2);
    Manifest real = archive.run().get(0);
    Random random = new Random(42);
    List<String> chosen = new ArrayList<>(List.of("data/wave=" + real.wave() + "/_manifest.json"));
    for (int wave = 0; wave < 3; wave++) {
      chosen.addAll(makeWave(real, "00000" + (wave + 2) + "-made", 33, random));
    }
    // The made waves have no table waves, which verify says as well.
    Predicate<Problem> made = problem -> problem.where().endsWith("-made/waves");
    assertThat(archive.verify().problems()).hasSize(3).allMatch(made);
    for (String name : chosen) {
      byte[] bytes = Files.readAllBytes(output.resolve(name));
      bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
      Files.write(output.resolve(name), bytes);
    }
    assertThat(archive.verify().problems())
        .filteredOn(made.negate())
        .hasSize(100)
        .extracting(Problem::where)
        .containsExactlyInAnyOrderElementsOf(chosen);
  }

  /** A wave with a table of so many files; returns their names. */
  private List<String> makeWave(Manifest like, String id, int files, Random random)
      throws Exception {
    List<String> names = new ArrayList<>();
    List<DataFile> described = new ArrayList<>();
    String folder = "data/wave=" + id + "/";
    Files.createDirectories(output.resolve(folder + "pictures"));
    for (int i = 0; i < files; i++) {
      byte[] bytes = new byte[1 + random.nextInt(5000)];
      random.nextBytes(bytes);
      String name = folder + "pictures/" + i;
      Files.write(output.resolve(name), bytes);
      names.add(name);
      described.add(new DataFile("" + i, 0, bytes.length, Keys.sha256(bytes)));
    }
    Manifest manifest =
        new Manifest(
            id,
            like.run(),
            List.of(),
            List.of(),
            List.of(new TableFiles("pictures", 0, described)));
    Files.write(output.resolve(folder + "_manifest.json"), ManifestParser.toJson(manifest));
    return names;
  }

  @Test
  void whatIsMissingOrTooMuchIsNamed() throws Exception {
    Archive archive = new Archive(spark, output).withMany(0, 3);
    String wave = "data/wave=" + archive.run().get(0).wave() + "/";
    archive.withMany(3, 6).run();
    String vectors =
        archive.files().stream().filter(n -> n.startsWith(wave + "vectors/")).findFirst().get();
    Files.delete(output.resolve(vectors));
    Files.writeString(output.resolve(wave + "documents/more.parquet"), "more");
    Files.writeString(output.resolve(wave + "note.txt"), "more");
    Files.writeString(output.resolve("data/stray"), "more");
    assertThat(archive.verify().problems())
        .containsExactlyInAnyOrder(
            new Problem("data/stray", "is no wave"),
            new Problem(wave + "documents/more.parquet", "is not in the manifest"),
            new Problem(vectors, "is missing"),
            new Problem(wave + "note.txt", "is not in the manifest"));
  }

  @Test
  void aRunThatWasPublishedTwiceIsNamed() throws Exception {
    Archive archive = new Archive(spark, output).withMany(0, 3);
    Manifest first = archive.run().get(0);
    // The same inputs once more, as two writers without a lock would have published them.
    Path other = output.resolveSibling(output.getFileName() + "-other");
    Archive again = new Archive(spark, other).withMany(7, 8);
    again.run();
    Manifest second = again.withMany(0, 3).run().get(0);
    Files.move(
        other.resolve("data/wave=" + second.wave()), output.resolve("data/wave=" + second.wave()));
    assertThat(second.wave()).isNotEqualTo(first.wave());

    List<Problem> problems = archive.verify().problems();
    assertThat(problems)
        .extracting(Problem::where)
        .containsExactly("documents", "occurrences", "results");
    assertThat(problems.get(0).what()).startsWith("3 texts are there more than once, such as ");
    assertThat(problems.get(1).what()).startsWith("3 places hold two inputs at once");
    assertThat(problems.get(2).what()).startsWith("3 results are there more than once");
  }

  @Test
  void aLostWaveLeavesRowsWithoutTheirText() throws Exception {
    Archive archive = new Archive(spark, output).withMany(0, 3).with("/bad", "0", "bad");
    archive.withUnread("/x", "1");
    archive.failing.add("bad");
    Manifest first = archive.run().get(0);
    archive.stages = List.of(Stages.TOKENIZE);
    archive.without("/archive/1.txt").without("/x").run();
    try (Stream<Path> files = Files.walk(output.resolve("data/wave=" + first.wave()))) {
      for (Path each : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(each);
      }
    }
    assertThat(archive.verify().problems())
        .extracting(problem -> problem.where() + ": " + problem.what().split(",")[0])
        .containsExactly(
            "removed: 2 rows take away what never stood", "results: 3 results have no text");
  }

  @Test
  void statusTellsWhatIsThere() throws Exception {
    Archive archive = new Archive(spark, output).withMany(0, 3).with("/bad", "0", "bad");
    archive.withUnread("/x", "1").withUnread("/x", "2");
    archive.failing.add("bad");
    Manifest first = archive.run().get(0);
    archive.withUnread("/x", "3").run();
    Files.createDirectories(output.resolve("_staging/000009-dead"));
    OutputFolder folder = archive.folder();
    try (Lock lock = Lock.acquire(folder, Archive.TERM)) {
      assertThat(lock.run()).isNotBlank();
      Status status = Status.of(spark, folder);
      assertThat(status.texts()).isEqualTo(4);
      assertThat(status.inputs()).isEqualTo(7);
      Instant since = first.runs().get(0).started();
      assertThat(status.errors())
          .containsExactly(
              new Status.ErrorCount("read", "MALFORMED", 3, since),
              new Status.ErrorCount("embed", "TOO_LONG", 1, since));
      assertThat(status.staging()).containsExactly("000009-dead");
      assertThat(status.writer().orElseThrow())
          .startsWith("process " + ProcessHandle.current().pid() + " on ");
    }
    assertThat(Status.of(spark, folder).writer()).isEmpty();
  }

  @Test
  void retryKnowsWhatToRepeatAndAsWhichRunWasTold() throws Exception {
    Archive archive = new Archive(spark, output).withMany(0, 2).with("/bad", "0", "bad");
    archive.withUnread("/in/x", "1");
    archive.failing.add("bad");
    archive.run();
    archive.stages = List.of(Stages.TOKENIZE);
    archive.paths = List.of("/elsewhere");
    archive.run();
    // The file was the first run's to read, so the second run's stage has no business with it.
    assertThat(Retry.of(spark, archive.folder()))
        .containsExactly(
            new Retry(
                Map.of("embed", Archive.SETTINGS), "{\"input\":\"here\"}", 1, List.of("/in/x")));
    archive.stages = List.of(Stages.EMBED);
    archive.failing.clear();
    archive.run(Pending.Mode.RETRY);
    assertThat(Retry.of(spark, archive.folder()))
        .containsExactly(
            new Retry(
                Map.of("embed", Archive.SETTINGS), "{\"input\":\"here\"}", 0, List.of("/in/x")));
  }
}
