package dev.glossa.jobs.corpus;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TestJsonLines {
  @TempDir Path folder;

  private List<String> read(String content) {
    return Reading.read(Reading.write(folder.resolve("a.jsonl"), content)).stream()
        .map(Object::toString)
        .toList();
  }

  @Test
  void takesIdsFromTheColumnAndElseFromTheLine() {
    assertThat(read("{\"text\":\"a\"}\n{\"id\":7,\"text\":\"b\"}\n{\"text\":\"c\",\"id\":\"x\"}\n"))
        .containsExactly("1=a", "7=b", "x=c");
    assertThat(read("{\"id\":null,\"text\":\"a\"}\n{\"id\":\" \",\"text\":\"b\"}\n"))
        .containsExactly("1=a", "2=b");
    assertThat(read("{\"id\":[1,{\"text\":\"no\"}],\"text\":\"a\"}")).containsExactly("1=a");
    assertThat(read("{\"id\":\"" + "x".repeat(513) + "\",\"text\":\"a\"}")).containsExactly("1=a");
  }

  @Test
  void acceptsMarkCarriageReturnsBlankLinesAndNoLastLineEnd() {
    assertThat(read("\uFEFF{\"text\":\"a\"}\r\n\r\n  \n{\"text\":\"b\"}"))
        .containsExactly("1=a", "4=b");
    assertThat(read("")).isEmpty();
    assertThat(read("\n\n")).isEmpty();
  }

  @Test
  void failsOnlyTheLinesThatAreWrong() {
    assertThat(
            read(
                """
                {"text":"a"}
                {"text":"b"
                {"text":"c"} {"text":"d"}
                ["text"]
                "text"
                {"text":5}
                {"text":null}
                {"title":"e"}
                {"text":" \\u200b\\u00a0\\t "}
                {'text':'f'}
                {"text":"g"}
                """))
        .containsExactly(
            "1=a",
            "2!MALFORMED_JSON",
            "3!MALFORMED_JSON",
            "4!MALFORMED_JSON",
            "5!MALFORMED_JSON",
            "6!WRONG_TYPE",
            "7!MISSING_TEXT",
            "8!MISSING_TEXT",
            "9!EMPTY_TEXT",
            "10!MALFORMED_JSON",
            "11=g");
  }

  @Test
  void tellsNothingOfTheTextInAFailure() {
    List<Reading.Document> rows =
        Reading.read(
            Reading.write(
                folder.resolve("a.jsonl"),
                "{\"text\": canary}\n{\"canary\":1}\ncanary\n{\"text\":{\"canary\":1}}\n"));
    assertThat(rows).hasSize(4).allMatch(row -> row.code() != null);
    assertThat(rows).noneMatch(row -> row.message().contains("canary"));
  }

  @Test
  void takesTheLastOfTwoValuesAndLooksIntoNoNestedObject() {
    assertThat(read("{\"text\":\"a\",\"text\":\"b\"}")).containsExactly("1=b");
    assertThat(read("{\"meta\":{\"text\":\"x\",\"id\":\"y\"},\"text\":\"a\"}"))
        .containsExactly("1=a");
  }

  @Test
  void replacesAndCountsWhatIsNoCharacter() {
    byte[] line =
        "{\"title\":\"_\",\"text\":\"a_b \\ud800 \\udc00\\ud800 \\u0000 \\ud83d\\ude00 \uFFFD\"}"
            .getBytes(UTF_8);
    for (int i = 0; i < line.length; i++) {
      line[i] = line[i] == '_' ? (byte) 0xF8 : line[i];
    }
    Reading.Document row = Reading.read(Reading.write(folder.resolve("a.jsonl"), line)).get(0);
    assertThat(row.text()).isEqualTo("a\uFFFDb \uFFFD \uFFFD\uFFFD \uFFFD \uD83D\uDE00 \uFFFD");
    // Not counted: the bad byte of the title, and the replacement character that was there before.
    assertThat(row.repaired()).isEqualTo(5);
  }

  @Test
  void failsALineOverTheLimitAndGoesOn() {
    String big = "x".repeat(Reading.MAX_BYTES);
    assertThat(read("{\"text\":\"a\"}\n{\"text\":\"" + big + "\"}\n{\"text\":\"b\"}\n"))
        .containsExactly("1=a", "2!TOO_LARGE", "3=b");
    String fits = "x".repeat(Reading.MAX_BYTES - "{\"text\":\"\"}".length());
    assertThat(read("{\"text\":\"" + fits + "\"}")).containsExactly("1=" + fits);
    assertThat(read("{\"text\":\"" + fits + "x\"}")).containsExactly("1!TOO_LARGE");
  }

  @Test
  void readsAFileThatIsMarkedAsOfAnotherEncoding() {
    Path file = folder.resolve("wide.jsonl");
    String content = "{\"text\":\"a\"}\n{\"text\":\"b\"}\n";
    for (String mark : List.of("UTF-16LE", "UTF-16BE", "UTF-32LE", "UTF-32BE")) {
      byte[] bytes = ("\uFEFF" + content).getBytes(java.nio.charset.Charset.forName(mark));
      assertThat(Reading.read(Reading.write(file, bytes))).hasToString("[1=a, 2=b]");
    }
  }

  @Test
  void keepsWhatATruncatedGzipStreamHolds() throws IOException {
    byte[] whole = Reading.gzip(lines(5000).getBytes(UTF_8));
    Path file = Reading.write(folder.resolve("a.jsonl.gz"), Arrays.copyOf(whole, whole.length / 2));
    List<Reading.Document> rows = Reading.read(file);
    Reading.Document last = rows.get(rows.size() - 1);
    assertThat(rows).hasSizeBetween(100, 4900);
    assertThat(last).hasToString(rows.size() + "!TRUNCATED_GZIP");
    assertThat(rows.subList(0, rows.size() - 1)).allMatch(row -> row.text() != null);
  }

  @Test
  void failsADamagedGzipStreamOnce() throws IOException {
    byte[] whole = Reading.gzip(lines(5000).getBytes(UTF_8));
    for (int i = whole.length / 2; i < whole.length / 2 + 64; i++) {
      whole[i] ^= 0x5A;
    }
    List<Reading.Document> rows = Reading.read(Reading.write(folder.resolve("a.jsonl.gz"), whole));
    assertThat(rows.stream().map(Reading.Document::code).filter(code -> code != null))
        .contains("CORRUPT_GZIP");
    assertThat(Reading.read(Reading.write(folder.resolve("b/b.jsonl.gz"), "no gzip")))
        .hasToString("[b.jsonl.gz!CORRUPT_GZIP]");
  }

  @Test
  void readsSeveralGzipMembersAsOneFile() throws IOException {
    byte[] one = Reading.gzip("{\"text\":\"a\"}\n".getBytes(UTF_8));
    byte[] two = Arrays.copyOf(one, 2 * one.length);
    System.arraycopy(one, 0, two, one.length, one.length);
    assertThat(Reading.read(Reading.write(folder.resolve("a.jsonl.gz"), two)))
        .hasToString("[1=a, 2=a]");
  }

  @Test
  void readsTheSameRowsHoweverTheFileIsCut() throws IOException {
    Random random = new Random(7);
    String content =
        IntStream.range(0, 200)
            .mapToObj(i -> "{\"text\":\"" + "가".repeat(1 + random.nextInt(20)) + i + "\"}")
            .collect(Collectors.joining("\n", "\uFEFF", random.nextBoolean() ? "\n" : ""));
    Path file = Reading.write(folder.resolve("a.jsonl"), content.replaceFirst("\n", "\r\n\n"));
    var input = Reading.settings(file);
    Configuration conf = new Configuration();
    Split whole = new Listing(input, "", conf).files().get(0);
    List<Reading.Document> expected = Reading.rows(List.of(whole), input, conf);
    assertThat(expected).hasSize(200);
    for (long bytes = 9; bytes < 2000; bytes = bytes * 2 + 1) {
      List<Split> numbered = new ArrayList<>();
      long before = 0;
      for (Split range : Splits.ranges(whole, bytes, conf)) {
        numbered.add(range.after(before));
        before += Splits.lineEnds(range, conf);
      }
      assertThat(Reading.rows(numbered, input, conf)).as("%s bytes", bytes).isEqualTo(expected);
    }
  }

  @Test
  void whatStandsInOtherFieldsDoesNotMatter() {
    assertThat(
            read(
                "{\"n\":NaN,\"m\":[-Infinity,{\"k\":Infinity}],\"text\":\"a\"}\n"
                    + "{\"n\":"
                    + "7".repeat(5000)
                    + ",\"text\":\"b\"}\n{\"n\":"
                    + "[".repeat(3000)
                    + "]".repeat(3000)
                    + ",\"text\":\"c\"}\n{\"text\":NaN}\n{\"id\":NaN,\"text\":\"e\"}\n"))
        .containsExactly("1=a", "2=b", "3=c", "4!MISSING_TEXT", "5=e");
  }

  @Test
  void readsFilesThatWerePutTogetherAndSequences() {
    assertThat(read("\uFEFF{\"text\":\"a\"}\n\uFEFF{\"text\":\"b\"}\n\u001E{\"text\":\"c\"}\n"))
        .containsExactly("1=a", "2=b", "3=c");
  }

  private List<String> readJson(String content) {
    return Reading.read(Reading.write(folder.resolve("a.json"), content)).stream()
        .map(Object::toString)
        .toList();
  }

  @Test
  void readsArraysAndObjectsOverSeveralLines() {
    assertThat(readJson("[{\"text\":\"a]}\\\"\"},\n{\"text\":\"b\",\"x\":{\"text\":[1]}}]"))
        .containsExactly("1=a]}\"", "2=b");
    assertThat(readJson("{\n \"text\": \"a\"\n}\n{\n \"text\": \"b\"\n}\n"))
        .containsExactly("1=a", "2=b");
    assertThat(readJson("[]")).isEmpty();
    assertThat(readJson("")).isEmpty();
    assertThat(readJson("[{\"text\":\"a\"},5,\"x\",{\"text\":nul},{\"text\":\"b\"}]"))
        .containsExactly("1=a", "2!MALFORMED_JSON", "3!MALFORMED_JSON", "4!MALFORMED_JSON", "5=b");
    assertThat(readJson("[{\"text\":\"a\"},{\"text\":\"b"))
        .containsExactly("1=a", "2!MALFORMED_JSON");
    String big = "x".repeat(Reading.MAX_BYTES);
    assertThat(readJson("[{\"text\":\"" + big + "\"},{\"text\":\"b\"}]"))
        .containsExactly("1!TOO_LARGE", "2=b");
  }

  @Test
  void aFileOfOtherJsonFailsOnce() {
    assertThat(readJson("[\"a\",\"b\",\n\"c\"]")).containsExactly("1!MALFORMED_JSON");
    assertThat(readJson("\"a\"\n\"b\"\n")).containsExactly("1!MALFORMED_JSON");
  }

  @Test
  void zerosBehindAGzipMemberAreNothing() throws IOException {
    byte[] one = Reading.gzip("{\"text\":\"a\"}\n".getBytes(UTF_8));
    byte[] padded = Arrays.copyOf(one, one.length + 70_000);
    assertThat(Reading.read(Reading.write(folder.resolve("a.jsonl.gz"), padded)))
        .hasToString("[1=a]");
    System.arraycopy(one, 0, padded, one.length + 512, one.length);
    assertThat(Reading.read(Reading.write(folder.resolve("a.jsonl.gz"), padded)))
        .hasToString("[1=a, 2=a]");
    padded[padded.length - 1] = 'x';
    assertThat(Reading.read(Reading.write(folder.resolve("a.jsonl.gz"), padded)))
        .hasToString("[1=a, 2=a, 3!CORRUPT_GZIP]");
    assertThat(Reading.read(Reading.write(folder.resolve("b/a.jsonl.gz"), new byte[0])))
        .hasToString("[a.jsonl.gz!TRUNCATED_GZIP]");
  }

  @Test
  void readsGzipHeadersWithAllTheirParts() throws IOException {
    byte[] plain = Reading.gzip("{\"text\":\"a\"}\n".getBytes(UTF_8));
    ByteArrayOutputStream full = new ByteArrayOutputStream();
    full.writeBytes(new byte[] {0x1F, (byte) 0x8B, 8, 2 | 4 | 8 | 16, 1, 2, 3, 4, 0, 3});
    full.writeBytes(new byte[] {3, 0, 'e', 'x', 't'});
    full.writeBytes("name\0comment\0".getBytes(UTF_8));
    full.writeBytes(new byte[] {1, 2});
    full.write(plain, 10, plain.length - 10);
    assertThat(Reading.read(Reading.write(folder.resolve("a.jsonl.gz"), full.toByteArray())))
        .hasToString("[1=a]");
  }

  @Test
  void givesOneRowForEachLineOfAnything() {
    Random random = new Random(4);
    ByteArrayOutputStream content = new ByteArrayOutputStream();
    List<String> expected = new ArrayList<>();
    for (int i = 1; i <= 4000; i++) {
      byte[] line = ("{\"id\":\"d" + i + "\",\"text\":\"text \uAC00 " + i + "\"}").getBytes(UTF_8);
      boolean damaged = random.nextBoolean();
      for (int hit = 0; damaged && hit < 1 + random.nextInt(9); hit++) {
        line[random.nextInt(line.length)] = (byte) (11 + random.nextInt(245));
      }
      content.writeBytes(line);
      content.write('\n');
      expected.add(damaged ? "?" : "d" + i + "=text \uAC00 " + i);
    }
    List<Reading.Document> rows =
        Reading.read(Reading.write(folder.resolve("a.jsonl"), content.toByteArray()));
    assertThat(rows).hasSameSizeAs(expected);
    for (int i = 0; i < expected.size(); i++) {
      if (!expected.get(i).equals("?")) {
        assertThat(rows.get(i)).hasToString(expected.get(i));
      }
    }
  }

  private static String lines(int count) {
    Random random = new Random(count);
    return IntStream.range(0, count)
        .mapToObj(i -> "{\"text\":\"" + Long.toHexString(random.nextLong()) + "\"}\n")
        .collect(Collectors.joining());
  }
}
