package dev.glossa.jobs.corpus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TestTextFiles {
  @TempDir Path folder;

  @Test
  void takesAFileAsOneDocumentNamedAfterIt() throws IOException {
    Reading.write(folder.resolve("a.txt"), "\uFEFFone\r\ntwo\n");
    Reading.write(
        folder.resolve("b.MD.gz"), Reading.gzip("# three".getBytes(StandardCharsets.UTF_8)));
    List<Reading.Document> rows = Reading.read(folder);
    assertThat(rows).hasToString("[a.txt=one\r\ntwo\n, b.MD.gz=# three]");
    assertThat(rows.get(0).source()).isEqualTo(folder.resolve("a.txt").toString());
    assertThat(rows.get(0).repaired()).isZero();
  }

  @Test
  void failsFilesThatHoldNoText() throws IOException {
    Reading.write(folder.resolve("a.txt"), "");
    Reading.write(folder.resolve("b.txt"), " \n\t\u00A0\u200B\u3000");
    Reading.write(folder.resolve("c.txt"), "\uFEFFwide".getBytes(StandardCharsets.UTF_16LE));
    Reading.write(folder.resolve("d.txt"), "no mark".getBytes(StandardCharsets.UTF_16LE));
    Reading.write(folder.resolve("e.txt"), "x".repeat(Reading.MAX_BYTES + 1));
    Reading.write(folder.resolve("f.txt.gz"), "plain");
    Reading.write(folder.resolve("g.txt"), "x".repeat(Reading.MAX_BYTES));
    assertThat(Reading.read(folder))
        .extracting(Reading.Document::code)
        .containsExactly(
            "EMPTY_TEXT", "EMPTY_TEXT", null, "NOT_UTF8", "TOO_LARGE", "CORRUPT_GZIP", null);
  }

  @Test
  void unpacksNoMoreThanTheLimitOfAGzipBomb() throws IOException {
    Reading.write(folder.resolve("a.txt.gz"), Reading.gzip(new byte[50 * Reading.MAX_BYTES]));
    assertThat(Reading.read(folder)).hasToString("[a.txt.gz!TOO_LARGE]");
  }

  @Test
  void failsAFileThatIsGoneWhenItIsRead() throws IOException {
    Path file = Reading.write(folder.resolve("a.txt"), "x");
    Path other = Reading.write(folder.resolve("b.txt"), "y");
    var input = Reading.settings(file, other);
    var conf = new org.apache.hadoop.conf.Configuration();
    List<Split> splits = new Listing(input, "", conf).files();
    Files.delete(file);
    assertThat(Reading.rows(splits, input, conf)).hasToString("[a.txt!UNREADABLE, b.txt=y]");
  }

  @Test
  void losesNothingOfTheNastyFiles() throws IOException {
    Path nasty = Path.of(System.getProperty("shared.dir"), "assets", "nasty");
    assumeTrue(Files.isDirectory(nasty), "skipped: " + nasty + " is not there");
    long expected;
    try (Stream<Path> files = Files.walk(nasty)) {
      expected = files.filter(file -> file.toString().endsWith(".txt")).count();
    }
    List<Reading.Document> rows =
        Reading.read(nasty).stream().filter(row -> row.source().endsWith(".txt")).toList();
    assertThat(rows).hasSize((int) expected).allMatch(row -> row.code() == null);
    assertThat(rows)
        .allMatch(row -> StandardCharsets.UTF_8.newEncoder().canEncode(row.text()))
        .noneMatch(row -> row.text().indexOf(0) >= 0);
    Reading.Document malformed =
        rows.stream().filter(row -> row.id().equals("utf8_invalid.txt")).findFirst().orElseThrow();
    String asJavaReadsIt =
        new String(Files.readAllBytes(Path.of(malformed.source())), StandardCharsets.UTF_8);
    assertThat(malformed.text()).isEqualTo(asJavaReadsIt.replace('\0', '\uFFFD'));
    // The file has one replacement character of its own, in line 2.3.3.
    assertThat(malformed.repaired())
        .isEqualTo((int) malformed.text().chars().filter(unit -> unit == 0xFFFD).count() - 1);
  }

  @Test
  void takesEachNaughtyStringAsALineOfJson() throws IOException {
    Path list = Path.of(System.getProperty("shared.dir"), "assets/nasty/blns/blns.json");
    assumeTrue(Files.isRegularFile(list), "skipped: " + list + " is not there");
    String[] strings =
        new com.fasterxml.jackson.databind.ObjectMapper()
            .readValue(Files.readString(list), String[].class);
    StringBuilder lines = new StringBuilder();
    for (String string : strings) {
      lines.append(
          new com.fasterxml.jackson.databind.ObjectMapper()
              .writeValueAsString(java.util.Map.of("text", string)));
      lines.append('\n');
    }
    Path file = Reading.write(folder.resolve("blns.jsonl"), lines.toString());
    List<Reading.Document> rows = Reading.read(file);
    assertThat(rows).hasSize(strings.length);
    for (int i = 0; i < strings.length; i++) {
      if (rows.get(i).code() == null) {
        String expected = strings[i].startsWith("\uFEFF") ? strings[i].substring(1) : strings[i];
        assertThat(rows.get(i).text()).isEqualTo(expected);
      } else {
        assertThat(rows.get(i).code()).isEqualTo("EMPTY_TEXT");
      }
    }
  }
}
