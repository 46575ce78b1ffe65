package dev.glossa.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Words that stand in documents, ids and secrets and nowhere else, searched for in everything that
 * a run on a cluster says: screen, logs of all processes, event log, UI, errors and manifests.
 */
class CanaryIT {
  private static final String TEXT = "Quetzalcanarytext";
  private static final String ID = "quetzal-canary-id";
  private static final String SECRET = "quetzal-canary-secret";
  private static final List<String> CANARIES = List.of(TEXT, ID, SECRET);
  private static final String SENTENCES =
      "The bird is called " + TEXT + ". It sings at dawn. Nobody has seen " + TEXT + " twice. ";

  @TempDir Path folder;

  @Test
  void noTextNoIdAndNoSecretIsToldOutsideTheTables() throws Exception {
    Path archive = archive();
    Path out = folder.resolve("out");
    Path events = Files.createDirectory(folder.resolve("events"));
    Path log = folder.resolve("driver.log");
    int port = LocalCluster.freePort();
    try (LocalCluster cluster = LocalCluster.start(folder, 1, 2, "3g");
        UiReader ui = new UiReader(port, CANARIES)) {
      LocalCluster.Result run =
          LocalCluster.finish(
              LocalCluster.submit(
                  log,
                  Map.of("AWS_SECRET_ACCESS_KEY", SECRET, "ARCHIVE_PASSWORD", SECRET),
                  "pipeline",
                  "--master",
                  cluster.url(),
                  "--conf",
                  "spark.executor.memory=2g",
                  "--conf",
                  "spark.eventLog.enabled=true",
                  "--conf",
                  "spark.eventLog.compress=false",
                  "--conf",
                  "spark.eventLog.dir=" + events.toUri(),
                  "--conf",
                  "spark.ui.enabled=true",
                  "--conf",
                  "spark.ui.port=" + port,
                  "--conf",
                  "spark.hadoop.fs.s3a.secret.key=" + SECRET,
                  "--conf",
                  "spark.executorEnv.API_TOKEN=" + SECRET,
                  "--set",
                  "input.max_bytes=2MiB",
                  "--input",
                  archive.toString(),
                  "--output",
                  out.toString()),
              log);
      assertThat(run.exit()).as(run.output()).isEqualTo(1);
      ui.close();
      assertThat(ui.hits()).as("pages of the UI that tell").isEmpty();
      assertThat(ui.seen()).as("pages of the UI").contains("/environment/", "sql", "stages");
      assertThat(cluster.executorLogs()).isNotEmpty();
    }
    assertThat(tellTales(archive, out)).as("files that tell").isEmpty();
    assertThat(events).isDirectoryRecursivelyContaining(file -> has(file, "EnvironmentUpdate"));
    assertThat(events).isDirectoryRecursivelyContaining(file -> has(file, "fs.s3a.secret.key"));

    String errors = DuckDb.table(out, "errors") + " t";
    assertThat(codes(errors))
        .as("ways to fail")
        .contains("MALFORMED_JSON", "WRONG_TYPE", "MISSING_TEXT", "MISSING_COLUMN", "TOO_LARGE")
        .contains("NOT_UTF8", "TRUNCATED_GZIP", "CORRUPT_GZIP", "CORRUPT_PARQUET", "TOO_LONG")
        .contains("MALFORMED_CSV", "EMPTY_TEXT");
    assertThat(count(errors + " WHERE contains(CAST(t AS VARCHAR), '" + TEXT + "')")).isZero();
    // What an input calls itself is the errors' business, but in its own column alone.
    assertThat(count(errors + " WHERE id = '" + ID + "'")).isOne();
    assertThat(
            count(errors + " WHERE contains(concat(stage, code, message, source), '" + ID + "')"))
        .isZero();
    // The control: where text belongs it is.
    assertThat(count(DuckDb.table(out, "documents") + " WHERE contains(text, '" + TEXT + "')"))
        .isEqualTo(5);
  }

  /** Documents that go through, and one for each way in which reading or a stage can fail. */
  private Path archive() throws IOException {
    Path archive = Files.createDirectory(folder.resolve("archive"));
    Files.writeString(archive.resolve("good.txt"), SENTENCES.repeat(3));
    Files.writeString(
        archive.resolve("lines.jsonl"),
        String.join(
            "\n",
            "{\"id\": \"" + ID + "\", \"text\": \"" + SENTENCES + "\"}",
            "{\"id\": \"" + ID + "\", \"text\": null, \"body\": \"" + TEXT + "\"}",
            "{\"text\": \"" + TEXT,
            "{\"text\": \"a\"} " + TEXT,
            TEXT,
            "{\"text\": {\"" + TEXT + "\": \"" + TEXT + "\"}}",
            "{\"text\": \"" + TEXT + "\\u0000".repeat(40) + "\"}",
            "{\"text\": \"  \", \"" + TEXT + "\": 1}",
            // More than Glossa tokenizes at once, and no space to part it at.
            "{\"text\": \"" + TEXT.repeat(70_000) + "\"}",
            "{\"text\": \"" + SENTENCES.repeat(30_000) + "\"}",
            "{\"text\": \"Half a pair \\ud83d of " + TEXT + ".\", \"language\": \"" + ID + "\"}"));
    Files.writeString(archive.resolve("rows.csv"), "text,id\n\"a\"" + TEXT + ",1\n");
    Files.writeString(archive.resolve("column.csv"), TEXT + ",id\n" + TEXT + ",1\n");
    Files.writeString(archive.resolve("broken.parquet"), TEXT.repeat(40));
    Files.writeString(archive.resolve("plain.txt.gz"), TEXT.repeat(40));
    byte[] packed = gzip(SENTENCES.repeat(500) + Stream.iterate(1, i -> i + 7).limit(999).toList());
    Files.write(archive.resolve("cut.txt.gz"), java.util.Arrays.copyOf(packed, packed.length / 2));
    Files.write(archive.resolve("wide.txt"), TEXT.getBytes(StandardCharsets.UTF_16LE));
    ByteArrayOutputStream torn = new ByteArrayOutputStream();
    torn.writeBytes((SENTENCES + "Torn: ").getBytes(StandardCharsets.UTF_8));
    torn.writeBytes(new byte[] {(byte) 0xC3, (byte) 0xFF, (byte) 0xED, (byte) 0xA0, (byte) 0x80});
    Files.write(archive.resolve("torn.txt"), torn.toByteArray());
    return archive;
  }

  /** Files below the test's folder that hold a canary, archive, tables and pictures left aside. */
  private List<Path> tellTales(Path archive, Path out) throws IOException {
    List<Path> found = new ArrayList<>();
    int searched = 0;
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        boolean meantTo =
            file.startsWith(archive)
                || file.startsWith(out.resolve("report"))
                || (file.startsWith(out.resolve("data")) && file.toString().endsWith(".parquet"));
        if (!meantTo && !file.toString().endsWith(".jar")) {
          searched++;
          if (CANARIES.stream().anyMatch(canary -> has(file, canary))) {
            found.add(file);
          }
        }
      }
    }
    // Master, worker, driver, executor (two streams), event log, manifest.
    assertThat(searched).as("files searched").isGreaterThanOrEqualTo(7);
    return found;
  }

  private static boolean has(Path file, String word) {
    try {
      return new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1).contains(word);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private static long count(String from) throws java.sql.SQLException {
    return DuckDb.number("SELECT count(*) FROM " + from);
  }

  private static List<String> codes(String errors) throws java.sql.SQLException {
    return DuckDb.strings("SELECT DISTINCT code FROM " + errors);
  }

  private static byte[] gzip(String text) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
      gzip.write(text.getBytes(StandardCharsets.UTF_8));
    }
    return bytes.toByteArray();
  }
}
