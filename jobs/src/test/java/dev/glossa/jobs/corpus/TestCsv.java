package dev.glossa.jobs.corpus;

import static org.assertj.core.api.Assertions.assertThat;

import dev.glossa.jobs.config.InputFormat;
import dev.glossa.jobs.config.InputSettings;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TestCsv {
  @TempDir Path folder;

  private String read(String content) {
    return Reading.read(Reading.write(folder.resolve("a.csv"), content)).toString();
  }

  @Test
  void readsQuotesCommasAndLineEndsInsideCells() {
    assertThat(read("id,text\n1,plain\n2,\"a, \"\"b\"\"\nc\"\n3,\"\r\nd\"\r\n4,e"))
        .isEqualTo("[1=plain, 2=a, \"b\"\nc, 3=\r\nd, 4=e]");
    assertThat(read("text\n\"\"\"\"\n")).isEqualTo("[1=\"]");
    assertThat(read("text,x\na \"b\" c,\n")).isEqualTo("[1=a \"b\" c]");
  }

  @Test
  void countsRowsFromOneBelowTheHeaderAndPassesOverEmptyLines() {
    assertThat(read("text,title\na,\n\nb,\n\r\nc,x\n")).isEqualTo("[1=a, 2=b, 3=c]");
    assertThat(read("text\n")).isEqualTo("[]");
    assertThat(read("")).isEqualTo("[]");
  }

  @Test
  void findsColumnsBehindAMarkAndByOtherNames() throws IOException {
    Path file =
        Reading.write(
            folder.resolve("b.csv.gz"),
            Reading.gzip(
                "\uFEFFbody,\"nr\",lang\nwords,n1,ko-KR\n".getBytes(StandardCharsets.UTF_8)));
    InputSettings input =
        new InputSettings(
            List.of(file.toString()), InputFormat.AUTO, "body", "nr", "lang", 4096, "auto", "en");
    assertThat(Reading.read(input)).hasToString("[n1=words]");
    assertThat(Reading.read(input).get(0).language()).isEqualTo("ko");
  }

  @Test
  void failsRowsOneByOne() {
    assertThat(read("id,text\n1,a\n2,b,c\n3\n4,\n5,\"x \"y\" z\"\n6,f\n"))
        .isEqualTo("[1=a, 2!MALFORMED_CSV, 3!MALFORMED_CSV, 4!EMPTY_TEXT, 5!MALFORMED_CSV, 6=f]");
  }

  @Test
  void failsAFileWithoutTheTextColumnOnce() {
    assertThat(read("id,body\n1,a\n2,b\n")).isEqualTo("[a.csv!MISSING_COLUMN]");
  }

  @Test
  void goesOnAfterAQuoteThatIsNeverClosed() {
    assertThat(read("id,text\n1,a\n2,\"open\n3,c\n4,\"d\nd\"\n5,e\n"))
        .isEqualTo("[1=a, 2!MALFORMED_CSV, 3=c, 4=d\nd, 5=e]");
    assertThat(read("id,text\n1,a\n2,\"open\n3,c\n4,d"))
        .isEqualTo("[1=a, 2!MALFORMED_CSV, 3=c, 4=d]");
  }

  @Test
  void staysFastInAFileFullOfStrayQuotes() {
    String content = "id,text\n" + "1,\"a\n2,b\"c\n".repeat(20_000);
    List<Reading.Document> rows =
        Assertions.assertTimeoutPreemptively(
            Duration.ofSeconds(20),
            () -> Reading.read(Reading.write(folder.resolve("a.csv"), content)));
    assertThat(rows).isNotEmpty();
  }

  @Test
  void failsARowOverTheLimitAndGoesOn() {
    String big = "x".repeat(Reading.MAX_BYTES);
    assertThat(read("id,text\n1,a\n2,\"" + big + ",\n\"\"\"\n3,c\n"))
        .isEqualTo("[1=a, 2!TOO_LARGE, 3=c]");
    assertThat(read("id,text\n1," + big + "\n2,b\n")).isEqualTo("[1!TOO_LARGE, 2=b]");
  }

  @Test
  void readsBackWhatAWriterOfRfc4180Wrote() {
    Random random = new Random(11);
    String signs = "ab,\"\n\r 가é😀";
    int[] points = signs.codePoints().toArray();
    for (int round = 0; round < 300; round++) {
      List<String> texts =
          random
              .ints(1 + random.nextInt(6), 0, 9)
              .mapToObj(
                  length ->
                      "x"
                          + random
                              .ints(length, 0, points.length)
                              .mapToObj(i -> Character.toString(points[i]))
                              .collect(Collectors.joining()))
              .toList();
      String content =
          texts.stream()
              .map(text -> "\"" + text.replace("\"", "\"\"") + "\",z")
              .collect(Collectors.joining("\r\n", "text,other\r\n", "\r\n"));
      assertThat(Reading.read(Reading.write(folder.resolve("r.csv"), content)))
          .extracting(Reading.Document::text)
          .isEqualTo(texts);
    }
  }
}
