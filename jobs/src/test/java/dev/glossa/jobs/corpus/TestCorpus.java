package dev.glossa.jobs.corpus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.glossa.jobs.LocalSpark;
import dev.glossa.jobs.config.ConfigurationException;
import dev.glossa.jobs.config.CsvSettings;
import dev.glossa.jobs.config.InputFormat;
import dev.glossa.jobs.config.InputSettings;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TestCorpus {
  private static final SparkSession SPARK = LocalSpark.session();

  @TempDir Path folder;

  private static List<String> read(InputSettings input) throws ConfigurationException {
    List<Row> rows = Corpus.read(SPARK, input, "").rows().collectAsList();
    return rows.stream().map(row -> Reading.Document.of(row).toString()).sorted().toList();
  }

  @Test
  void readsAMixedFolderByEndings() throws Exception {
    Reading.write(folder.resolve("a.txt"), "a");
    Reading.write(folder.resolve("deep/er/b.md"), "b");
    Reading.write(folder.resolve("c.jsonl"), "{\"text\":\"c\",\"id\":\"c\"}");
    Reading.write(
        folder.resolve("d.CSV.gz"), Reading.gzip("text\nd".getBytes(StandardCharsets.UTF_8)));
    Reading.write(folder.resolve("e.pdf"), "e");
    Reading.write(folder.resolve("f.pdf.gz"), "f");
    Reading.write(folder.resolve("README"), "g");
    Reading.write(folder.resolve(".hidden.txt"), "h");
    Reading.write(folder.resolve("_temporary/i.txt"), "i");
    Corpus corpus = Corpus.read(SPARK, Reading.settings(folder), "");
    assertThat(corpus.rows().schema()).isEqualTo(Corpus.SCHEMA);
    assertThat(corpus.files()).isEqualTo(4);
    assertThat(corpus.skipped()).isEqualTo("2 .pdf, 2 hidden, 1 without ending");
    assertThat(read(Reading.settings(folder))).containsExactly("1=d", "a.txt=a", "b.md=b", "c=c");
  }

  @Test
  void readsGlobsPlainNamesAndEachFileOnce() throws Exception {
    Reading.write(folder.resolve("x/a1.txt"), "a");
    Reading.write(folder.resolve("x/a2.txt"), "b");
    Reading.write(folder.resolve("y/a1.txt"), "c");
    Reading.write(folder.resolve("y/a[1].txt"), "d");
    assertThat(read(Reading.settings(folder.resolve("*/a1.txt"))))
        .containsExactly("a1.txt=a", "a1.txt=c");
    assertThat(read(Reading.settings(folder.resolve("{x,y}/a?.txt"))))
        .containsExactly("a1.txt=a", "a1.txt=c", "a2.txt=b");
    assertThat(read(Reading.settings(folder.resolve("y/a[1].txt")))).containsExactly("a[1].txt=d");
    assertThat(read(Reading.settings(folder.resolve("x"), folder.resolve("x/a1.txt"))))
        .containsExactly("a1.txt=a", "a2.txt=b");
    InputSettings byUri = Reading.settings(Path.of("x"));
    byUri = withPaths(byUri, List.of(folder.resolve("x").toUri().toString()), InputFormat.AUTO);
    assertThat(read(byUri)).containsExactly("a1.txt=a", "a2.txt=b");
  }

  @Test
  void readsAnyEndingAsTheFormatThatIsSet() throws Exception {
    Path file = Reading.write(folder.resolve("a.log"), "{\"text\":\"x\"}\n");
    assertThat(read(withPaths(Reading.settings(file), List.of(file.toString()), InputFormat.JSONL)))
        .containsExactly("1=x");
    assertThat(read(withPaths(Reading.settings(file), List.of(file.toString()), InputFormat.TEXT)))
        .containsExactly("a.log={\"text\":\"x\"}\n");
  }

  @Test
  void saysAllThatIsWrongWithThePaths() {
    Reading.write(folder.resolve("only/a.pdf"), "x");
    assertThatThrownBy(
            () ->
                Corpus.read(
                    SPARK,
                    Reading.settings(folder.resolve("absent"), folder.resolve("*.none")),
                    ""))
        .isInstanceOfSatisfying(
            ConfigurationException.class,
            e ->
                assertThat(e.problems())
                    .containsExactly(
                        "Cannot read input: "
                            + folder.resolve("absent")
                            + " (there is no such file or folder; check --input)",
                        "Cannot read input: "
                            + folder.resolve("*.none")
                            + " (there is no such file or folder; check --input)"));
    assertThatThrownBy(() -> Corpus.read(SPARK, Reading.settings(folder.resolve("only")), ""))
        .hasMessageContaining("no file ends in .txt, .md, .jsonl")
        .hasMessageContaining("passed over: 1 .pdf");
    InputSettings nowhere =
        withPaths(Reading.settings(folder), List.of("nofs://host/x"), InputFormat.AUTO);
    assertThatThrownBy(() -> Corpus.read(SPARK, nowhere, ""))
        .hasMessageContaining("nofs")
        .hasMessageContaining("check the path");
  }

  @Test
  void readsThousandsOfTinyFilesInAFewTasks() throws Exception {
    for (int i = 0; i < 3000; i++) {
      Reading.write(folder.resolve("d" + i % 10 + "/" + i + ".txt"), "text " + i);
    }
    Corpus corpus = Corpus.read(SPARK, Reading.settings(folder), "");
    assertThat(corpus.files()).isEqualTo(3000);
    assertThat(corpus.rows().rdd().getNumPartitions()).isBetween(3, 12);
    assertThat(read(Reading.settings(folder)))
        .isEqualTo(IntStream.range(0, 3000).mapToObj(i -> i + ".txt=text " + i).sorted().toList());
  }

  @Test
  void splitsALargeFileAndKeepsItsLineNumbers() throws Exception {
    String content =
        IntStream.rangeClosed(1, 30_000)
            .mapToObj(i -> "{\"text\":\"line " + i + "\"}\n")
            .collect(Collectors.joining());
    Path file = Reading.write(folder.resolve("a.jsonl"), content);
    Corpus corpus = Corpus.read(SPARK, Reading.settings(file), "", 50_000);
    assertThat(corpus.rows().rdd().getNumPartitions()).isGreaterThan(10);
    List<String> rows =
        corpus.rows().collectAsList().stream()
            .map(row -> Reading.Document.of(row).toString())
            .toList();
    assertThat(rows)
        .isEqualTo(IntStream.rangeClosed(1, 30_000).mapToObj(i -> i + "=line " + i).toList());
  }

  @Test
  void takesALineOfTwentyMebibytesAndFailsOneOfFifty() throws Exception {
    Path file = folder.resolve("a.jsonl");
    try (var out = Files.newBufferedWriter(file)) {
      for (int mebibytes : List.of(20, 50, 0)) {
        out.write("{\"text\":\"x");
        for (int i = 0; i < mebibytes; i++) {
          out.write("y".repeat(1024 * 1024));
        }
        out.write("\"}\n");
      }
    }
    InputSettings input =
        new InputSettings(
            List.of(file.toString()),
            InputFormat.AUTO,
            "text",
            "id",
            "language",
            List.of(),
            32 * 1024 * 1024,
            "auto",
            "en",
            CsvSettings.DEFAULTS);
    List<Row> rows =
        Corpus.read(SPARK, input, "")
            .rows()
            .selectExpr("id", "length(text)", "failure.code")
            .collectAsList();
    assertThat(rows).hasToString("[[1,20971521,null], [2,null,TOO_LARGE], [3,1,null]]");
  }

  @Test
  void findsEveryDocumentOfTheFourCorpora() throws Exception {
    Path corpora = Path.of(System.getProperty("shared.dir"), "assets", "corpora");
    assumeTrue(Files.isDirectory(corpora), "skipped: " + corpora + " is not there");
    Map<String, Long> expected =
        Map.of(
            "en-reuters.jsonl.gz", 19043L,
            "en-speeches-public-domain.jsonl.gz", 124L,
            "ko-movie-reviews-cc0.jsonl.gz", 2186L,
            "ko-rust-book.jsonl.gz", 99L);
    Map<String, Long> found =
        Corpus.read(SPARK, Reading.settings(corpora), "")
            .rows()
            .selectExpr("substring_index(source, '/', -1) as file", "id")
            .distinct()
            .groupBy("file")
            .count()
            .collectAsList()
            .stream()
            .collect(Collectors.toMap(row -> row.getString(0), row -> row.getLong(1)));
    assertThat(found).isEqualTo(expected);
    assertThat(
            new TreeSet<>(
                Corpus.read(SPARK, Reading.settings(corpora), "")
                    .rows()
                    .where("failure is not null")
                    .select("failure.code")
                    .as(org.apache.spark.sql.Encoders.STRING())
                    .collectAsList()))
        .isSubsetOf("EMPTY_TEXT");
  }

  @Test
  void stopsReadingWhenNoMoreIsAskedFor() throws Exception {
    Path file =
        Reading.write(folder.resolve("a.jsonl"), "{\"text\":\"a\"}\n".repeat(200_000) + "broken");
    List<Row> rows = Corpus.read(SPARK, Reading.settings(file), "").rows().limit(3).collectAsList();
    assertThat(rows).hasSize(3);
  }

  private static InputSettings withPaths(
      InputSettings input, List<String> paths, InputFormat format) {
    return new InputSettings(
        paths,
        format,
        input.textColumn(),
        input.idColumn(),
        input.languageColumn(),
        input.columns(),
        input.maxBytes(),
        input.language(),
        input.otherLanguage(),
        input.csv());
  }
}
