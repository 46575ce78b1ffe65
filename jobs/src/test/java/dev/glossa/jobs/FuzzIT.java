package dev.glossa.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.glossa.udf.task.DocumentStage;
import dev.glossa.udf.task.Stages;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Hostile documents through all jobs in one process, which would take the run with it if it died,
 * and ordinary ones among them, which must come out as if they had been alone.
 *
 * <p>{@code -Dfuzz.documents} sets how many (default 150), {@code -Dfuzz.files} how many files of a
 * line there are besides (default 100), {@code -Dfuzz.marks} how many combining marks one letter
 * gets and how many words one document has (default 2,000), {@code -Dfuzz.line} how many MiB a
 * single line has (default 10; it is beyond {@code input.max_bytes}), {@code -Dfuzz.seed} which
 * they are.
 */
class FuzzIT {
  private static final int DOCUMENTS = Integer.getInteger("fuzz.documents", 150);
  private static final int FILES = Integer.getInteger("fuzz.files", 100);
  private static final int MARKS = Integer.getInteger("fuzz.marks", 2_000);
  private static final int LINE = Integer.getInteger("fuzz.line", 10);
  private static final long SEED = Long.getLong("fuzz.seed", 1);
  private static final Path NASTY =
      Path.of(System.getProperty("shared.dir"), "assets", "nasty").normalize();

  /** Little text is written by the models, and much is read. */
  private static final String SETTINGS =
      """
      glossa {
        input.max_bytes = 8MiB
        word_vectors.words = []
        next_token { top_k = 3, temperatures = [1.0] }
        summarize.generation { num_beams = 1, max_new_tokens = 4, min_length = 0 }
        generate {
          trace_candidates = 2
          strategies { temperature.max_new_tokens = 4, top_k = null, top_p = null, beams = null }
          strategies.greedy.max_new_tokens = 4
        }
      }
      """;

  @TempDir static Path folder;

  private static final List<String> ordinary = new ArrayList<>();
  private static FuzzedArchive fuzzed;
  private static Path settings;
  private static Path out;
  private static Path calm;

  @BeforeAll
  static void runWithAndWithoutTheHostile() throws Exception {
    settings = folder.resolve("small.conf");
    Files.writeString(settings, SETTINGS + SlightModels.write(folder.resolve("models")));
    try (Stream<Path> files = Files.walk(LocalCluster.ROOT.resolve("data/sample"))) {
      for (Path file : files.filter(f -> f.toString().matches(".*\\.(txt|md)")).sorted().toList()) {
        ordinary.add(Files.readString(file));
      }
    }
    fuzzed = new FuzzedArchive(folder.resolve("fuzzed"), SEED);
    fuzzed.write(DOCUMENTS, ordinary);
    fuzzed.tinyFiles(FILES);
    fuzzed.lines("marks.jsonl", List.of("e" + "\u0301".repeat(MARKS)));
    fuzzed.lines("words.jsonl", List.of("word ".repeat(MARKS)));
    fuzzed.lines("line.jsonl", List.of("word ".repeat((LINE << 20) / 5)));
    if (Files.isDirectory(NASTY)) {
      addNasty(fuzzed);
    }
    FuzzedArchive alone = new FuzzedArchive(folder.resolve("alone"), SEED);
    alone.lines("ordinary.jsonl", ordinary);
    out = folder.resolve("out");
    calm = folder.resolve("calm");
    long begin = System.nanoTime();
    LocalCluster.Result run = run("fuzzed", fuzzed.folder(), out);
    double seconds = (System.nanoTime() - begin) / 1e9;
    // Not 0, since some must fail, nor what a killed process or a failed run leaves.
    assertThat(run.exit()).as(run.output()).isEqualTo(1);
    assertThat(run.output()).contains(" in errors");
    LocalCluster.Result without = run("calm", alone.folder(), calm);
    assertThat(without.exit()).as(without.output()).isZero();
    System.out.printf(
        "seed  inputs  texts  in errors  ordinary  seconds%n%4d  %6d  %5d  %9d  %8d " + " %7.0f%n",
        SEED,
        fuzzed.inputs(),
        rows(out, "documents"),
        rows(out, "errors"),
        ordinary.size(),
        seconds);
    String failures =
        "SELECT printf('%-15s  %6d', code, count(*)) FROM "
            + DuckDb.table(out, "errors")
            + " GROUP BY code ORDER BY code";
    DuckDb.strings(failures).forEach(System.out::println);
  }

  @Test
  void nothingIsLost() throws Exception {
    assertThat(rows(out, "occurrences")).isEqualTo(fuzzed.inputs());
    assertThat(
            DuckDb.number(
                "SELECT count(DISTINCT (source, position, id)) FROM "
                    + DuckDb.table(out, "occurrences")))
        .as("different inputs")
        .isEqualTo(fuzzed.inputs());
    String pair = "SELECT key, stage FROM ";
    String ends =
        "("
            + (pair + DuckDb.table(out, "results") + " UNION ALL ")
            + (pair + DuckDb.table(out, "errors") + " WHERE key IS NOT NULL)");
    // Three are left out by default: they have no model.
    long documentStages = Stages.all().stream().filter(DocumentStage.class::isInstance).count() - 3;
    assertThat(DuckDb.number("SELECT count(*) FROM " + ends))
        .as("ends of texts in stages")
        .isEqualTo(rows(out, "documents") * documentStages)
        .isEqualTo(DuckDb.number("SELECT count(DISTINCT (key, stage)) FROM " + ends));
    LocalCluster.Result verify =
        LocalCluster.run(folder.resolve("verify.log"), "verify", "--output", out.toString());
    assertThat(verify.exit()).as(verify.output()).isZero();
    assertThat(verify.output())
        .contains(String.format(Locale.ROOT, "%,d inputs seen", fuzzed.inputs()))
        .contains("; sound");
  }

  /**
   * Hostile is not hopeless: most is processed, and a failure is one of those that are foreseen.
   */
  @Test
  void onlyForeseenFailuresOccur() throws Exception {
    assertThat(
            DuckDb.number(
                "SELECT count(*) FROM "
                    + DuckDb.table(out, "occurrences")
                    + " WHERE key IS NOT NULL"))
        .isGreaterThan(fuzzed.inputs() / 2);
    assertThat(
            DuckDb.strings(
                "SELECT DISTINCT code FROM " + DuckDb.table(out, "errors") + " ORDER BY code"))
        .contains("TOO_LARGE")
        .isSubsetOf(
            "CORRUPT_GZIP",
            "CORRUPT_PARQUET",
            "EMPTY_TEXT",
            "MALFORMED_CSV",
            "MALFORMED_JSON",
            "MISSING_TEXT",
            "NOT_UTF8",
            "TOO_LARGE",
            "TOO_LONG",
            "TRUNCATED_GZIP",
            "WRONG_TYPE");
  }

  @Test
  void ordinaryNeighboursAreTheSameToTheBit() throws Exception {
    List<String> keys = DuckDb.strings("SELECT key FROM " + DuckDb.table(calm, "documents"));
    assertThat(keys).hasSameSizeAs(ordinary);
    Digest alone = Digest.ofResults(calm, calm);
    assertThat(alone.tables()).containsKeys("tokens", "vectors", "surprisal", "generations");
    assertThat(Digest.ofResults(out, calm)).isEqualTo(alone);
  }

  @Test
  void losesNoNastyFile() throws Exception {
    assumeTrue(Files.isDirectory(NASTY), "skipped: " + NASTY + " is not there");
    String source = "source LIKE '%/nasty-%'";
    assertThat(
            DuckDb.number(
                "SELECT count(*) FROM " + DuckDb.table(out, "occurrences") + " WHERE " + source))
        .as("nasty files with results")
        .isGreaterThan(500);
    assertThat(
            DuckDb.strings(
                "SELECT DISTINCT code FROM " + DuckDb.table(out, "errors") + " WHERE " + source))
        .isSubsetOf("EMPTY_TEXT");
  }

  /** Every file under the folder as a document, and each naughty string as one more. */
  private static void addNasty(FuzzedArchive archive) throws IOException {
    try (Stream<Path> files = Files.walk(NASTY)) {
      for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
        String name = "nasty-" + NASTY.relativize(file).toString().replace('/', '-') + ".txt";
        archive.file(name, Files.readAllBytes(file));
      }
    }
    Path strings = NASTY.resolve("blns/blns.json");
    archive.lines(
        "nasty-strings.jsonl",
        List.of(new ObjectMapper().readValue(Files.readAllBytes(strings), String[].class)));
  }

  private static LocalCluster.Result run(String name, Path input, Path output)
      throws IOException, InterruptedException {
    Path log = folder.resolve(name + ".log");
    List<String> command =
        new ArrayList<>(
            List.of(
                "pipeline",
                "--master",
                "local[2]",
                "--conf",
                "spark.driver.memory=3g",
                "--config",
                settings.toString(),
                "--input",
                input.toString(),
                "--output",
                output.toString()));
    command.addAll(LocalCluster.FEW_DOCUMENTS);
    Process process = LocalCluster.submit(log, Map.of(), command.toArray(String[]::new));
    return LocalCluster.finish(process, log, Duration.ofHours(24));
  }

  private static long rows(Path output, String table) throws Exception {
    return DuckDb.number("SELECT count(*) FROM " + DuckDb.table(output, table));
  }
}
