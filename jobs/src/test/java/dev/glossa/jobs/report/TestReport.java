package dev.glossa.jobs.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.glossa.jobs.LocalSpark;
import dev.glossa.jobs.config.JobStages;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TestReport {

  private static final List<String> CHAPTERS =
      List.of(
          "run",
          "tokenize",
          "embed",
          "word_vectors",
          "attention",
          "next_token",
          "classify",
          "entities",
          "summarize",
          "ask",
          "generate",
          "files");

  private static final SparkSession SPARK = LocalSpark.session();
  @TempDir private static Path folder;

  @Test
  void theSameTablesAlwaysGiveTheSamePage() throws Exception {
    Path out = folder.resolve("all");
    new SyntheticRun(36, List.of(), 36).write(SPARK, out);
    String page =
        Report.write(SPARK, out.toString(), ReportSettings.DEFAULTS, JobStages.chapters());
    assertThat(page).endsWith("all/report/index.html");
    TreeMap<String, String> first = files(out.resolve("report"));
    Report.write(SPARK, out.toString(), ReportSettings.DEFAULTS, JobStages.chapters());
    TreeMap<String, String> second = files(out.resolve("report"));
    // To the last digit of every figure, which the order of addition could change.
    assertThat(second).isEqualTo(first);
    String html = first.get("index.html");
    assertThat(ids(html)).containsExactlyElementsOf(CHAPTERS);
    assertThat(html)
        .contains(
            "default-src &#x27;none&#x27;; style-src &#x27;unsafe-inline&#x27;; img-src data:")
        .doesNotContain("<script", "This run has no table");
    assertThat(first.keySet())
        .allMatch(name -> name.equals("index.html") || html.contains("href=\"" + name + '"'));
  }

  @Test
  void chaptersWithoutTablesSaySo() throws Exception {
    Path out = folder.resolve("tokenized");
    new SyntheticRun(6, List.of(), 6)
        .write(
            SPARK,
            out,
            "vectors",
            "word_vectors",
            "attention",
            "attention_matrices",
            "next_token",
            "surprisal",
            "labels",
            "entities",
            "answers",
            "summaries",
            "summary_chunks",
            "generations",
            "trace",
            "errors",
            "removed");
    Report.write(SPARK, out.toString(), ReportSettings.DEFAULTS, JobStages.chapters());
    String html = Files.readString(out.resolve("report/index.html"));
    assertThat(ids(html)).containsExactlyElementsOf(CHAPTERS);
    assertThat(html)
        .contains("This run has no table summaries, so there is nothing to show here.")
        .contains("Nothing failed.")
        .contains("figure-tokens_per_word");
  }

  @Test
  void aRunWithoutDocumentsIsDrawn() throws Exception {
    Path out = folder.resolve("empty");
    new SyntheticRun(0, List.of(), 0).write(SPARK, out);
    Report.write(SPARK, out.toString(), ReportSettings.DEFAULTS, JobStages.chapters());
    assertThat(ids(Files.readString(out.resolve("report/index.html"))))
        .containsExactlyElementsOf(CHAPTERS);
  }

  @Test
  void anArchiveOfFewerDocumentsThanClustersIsDrawn() throws Exception {
    Path out = folder.resolve("few");
    new SyntheticRun(4, List.of(), 4).write(SPARK, out);
    Report.write(SPARK, out.toString(), ReportSettings.DEFAULTS, JobStages.chapters());
    assertThat(ReportSettings.DEFAULTS.clusters()).isGreaterThan(4);
    assertThat(Files.readString(out.resolve("report/index.html"))).contains("Documents in a plane");
  }

  @Test
  void aFolderWithoutWavesIsRefused() {
    assertThatThrownBy(
            () ->
                Report.write(
                    SPARK,
                    folder.resolve("nothing").toString(),
                    ReportSettings.DEFAULTS,
                    JobStages.chapters()))
        .isInstanceOf(IOException.class)
        .hasMessage(
            "Cannot use the output folder: file:"
                + folder.resolve("nothing")
                + " (there is none; check --output)");
  }

  @Test
  void settingsOutOfBoundsAreRefused() {
    assertThatThrownBy(() -> new ReportSettings(1, 0, List.of(), 2, 10, 8, 4, 100))
        .hasMessage("Cannot use report.documents: 0 (it must be 1 to 100)");
  }

  private static List<String> ids(String html) {
    List<String> ids = new ArrayList<>();
    for (String part : html.split("<section id=\"")) {
      ids.add(part.substring(0, Math.max(0, part.indexOf('"'))));
    }
    return ids.subList(1, ids.size());
  }

  private static TreeMap<String, String> files(Path folder) throws IOException {
    TreeMap<String, String> files = new TreeMap<>();
    try (Stream<Path> paths = Files.walk(folder)) {
      for (Path path : paths.filter(Files::isRegularFile).toList()) {
        // Hadoop's local file system keeps a checksum beside each file, with a leading dot.
        if (!path.getFileName().toString().startsWith(".")) {
          files.put(folder.relativize(path).toString(), Files.readString(path));
        }
      }
    }
    return files;
  }
}
