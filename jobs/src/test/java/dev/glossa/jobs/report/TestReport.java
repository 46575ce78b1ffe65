package dev.glossa.jobs.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TestReport {

  private static SparkSession spark;
  @TempDir private static Path folder;

  @BeforeAll
  static void start() {
    spark =
        SparkSession.builder()
            .master("local[2]")
            .config("spark.ui.enabled", "false")
            .config("spark.sql.shuffle.partitions", "2")
            .getOrCreate();
  }

  @AfterAll
  static void stop() {
    spark.stop();
  }

  @Test
  void everyTableGivesItsChapter() throws Exception {
    Path out = folder.resolve("all");
    new SyntheticRun(36, List.of(), 36).write(spark, out);
    long start = System.nanoTime();
    String page = Report.write(spark, out.toString(), ReportSettings.DEFAULTS);
    System.err.println("seconds " + (System.nanoTime() - start) / 1e9);
    assertThat(page).endsWith("report/index.html");
    Files.createDirectories(Path.of("/tmp/rep/page"));
    Files.copy(
        out.resolve("report/index.html"),
        Path.of("/tmp/rep/page/index.html"),
        java.nio.file.StandardCopyOption.REPLACE_EXISTING);
  }
}
