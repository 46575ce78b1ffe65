package dev.glossa.jobs.corpus;

import static org.assertj.core.api.Assertions.assertThat;

import dev.glossa.jobs.config.CsvSettings;
import dev.glossa.jobs.config.InputFormat;
import dev.glossa.jobs.config.InputSettings;
import java.io.IOException;
import java.nio.charset.Charset;
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
            List.of(file.toString()),
            InputFormat.AUTO,
            "body",
            "nr",
            "lang",
            List.of(),
            4096,
            "auto",
            "en",
            CsvSettings.DEFAULTS);
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
  void makesNoDocumentsOfThePartsOfABrokenRow() {
    // The writer forgot to double the quotes of a text of several lines.
    assertThat(
            read(
                "id,text\n1,a\n2,\"He said \"no\", then\nyes, maybe\nperhaps, so\nend, really\"\n"
                    + "3,c\n4,\"d\"\n5,e\n"))
        .isEqualTo(
            "[1=a, 2!MALFORMED_CSV, 3!MALFORMED_CSV, 4!MALFORMED_CSV, 5!MALFORMED_CSV, 3=c, 4=d,"
                + " 5=e]");
    List<Reading.Document> rows =
        Reading.read(
            Reading.write(
                folder.resolve("b.csv"), "id,text\n2,\"a \"b\", c\nyes, maybe\nend, so\"\n"));
    assertThat(rows.get(0).message()).contains("what follows may be a part of it");
    assertThat(rows.get(1).message()).contains("it may be a part of row 1");
  }

  @Test
  void makesNoDocumentsOfPartsHoweverManyRowsAreBroken() {
    // Read as RFC 4180 although it is not: the settings leave nothing to find out.
    StringBuilder content = new StringBuilder("id,text\n");
    for (int i = 0; i < 50; i++) {
      content
          .append(i)
          .append(",\"said \\\"it\\\", ")
          .append(i)
          .append("\nsecret, inner\nlast\"\n");
    }
    content.append("50,\"sound\"\n51,sound too\n");
    InputSettings rfc =
        Reading.withCsv(
            Reading.settings(Reading.write(folder.resolve("a.csv"), content.toString())),
            new CsvSettings("\"", "\"", ",", "auto", true));
    List<Reading.Document> rows = Reading.read(rfc);
    assertThat(rows)
        .filteredOn(row -> row.text() != null)
        .extracting(Reading.Document::text)
        .containsExactly("sound", "sound too");
    assertThat(Reading.read(folder.resolve("a.csv")))
        .hasSize(52)
        .allMatch(row -> row.code() == null);
  }

  @Test
  void findsTheSeparator() {
    String row = "\"a, b; c\"";
    for (String sign : List.of(",", ";", "\t", "|")) {
      assertThat(read("id" + sign + "text\n1" + sign + row + "\n")).isEqualTo("[1=a, b; c]");
      assertThat(read("\uFEFFsep=" + sign + "\r\nid" + sign + "text\r\n1" + sign + row + "\r\n"))
          .isEqualTo("[1=a, b; c]");
    }
    assertThat(read("text\nonly; one, column\n")).isEqualTo("[1!MALFORMED_CSV]");
    assertThat(read("text;n\na,b;1\n")).isEqualTo("[1=a,b]");
    assertThat(read("sep=^\nid^text\n1^a\n")).isEqualTo("[1=a]");
  }

  @Test
  void readsTheLineEndsOfAllMachines() {
    assertThat(read("id,text\r1,a\r2,\"b\rb\"\r3,c")).isEqualTo("[1=a, 2=b\rb, 3=c]");
    assertThat(read("id,text\r\n1,a\r\n2,\"b\r\nb\"\r\n")).isEqualTo("[1=a, 2=b\r\nb]");
  }

  @Test
  void readsTheEncodingThatIsMarkedOrSet() {
    String content = "id;text\n1;\"words of a caf\u00e9 \u2013 \u20ac\"\n";
    for (String mark : List.of("UTF-8", "UTF-16LE", "UTF-16BE", "UTF-32LE", "UTF-32BE")) {
      Path file =
          Reading.write(
              folder.resolve("b.csv"), ("\uFEFF" + content).getBytes(Charset.forName(mark)));
      assertThat(Reading.read(file)).as(mark).hasToString("[1=words of a caf\u00e9 \u2013 \u20ac]");
    }
    Path ansi =
        Reading.write(folder.resolve("b.csv"), content.getBytes(Charset.forName("windows-1252")));
    assertThat(Reading.read(ansi).get(0).repaired()).isEqualTo(3);
    InputSettings set =
        Reading.withCsv(
            Reading.settings(ansi), new CsvSettings("\"", "auto", "auto", "windows-1252", true));
    assertThat(Reading.read(set)).hasToString("[1=words of a caf\u00e9 \u2013 \u20ac]");
  }

  @Test
  void countsWhatIsMalformedInAnotherEncoding() {
    byte[] wide = "\uFEFFid,text\n1,a_bcd\n".getBytes(StandardCharsets.UTF_16LE);
    int at = 2 * "\uFEFFid,text\n1,a".length();
    wide[at] = 0x00;
    wide[at + 1] = (byte) 0xD8;
    Reading.Document row = Reading.read(Reading.write(folder.resolve("b.csv"), wide)).get(0);
    assertThat(row.text()).isEqualTo("a\uFFFDbcd");
    assertThat(row.repaired()).isEqualTo(1);
  }

  @Test
  void readsWhatDatabasesWriteWithoutQuotes() {
    InputSettings set =
        Reading.withCsv(
            Reading.settings(
                Reading.write(
                    folder.resolve("a.csv"),
                    "id\ttext\n1\ta\\tb\\nc\\\\n\n2\t\"say\" it\n3\t\\N\n4\t\\x\n")),
            new CsvSettings("", "\\", "\t", "auto", true));
    assertThat(Reading.read(set)).hasToString("[1=a\tb\nc\\n, 2=\"say\" it, 3!EMPTY_TEXT, 4=\\x]");
  }

  @Test
  void anEmptyLineOfAOneColumnFileIsARowWithoutText() {
    assertThat(read("text\na\n\n\nb\n\n")).isEqualTo("[1=a, 2!MISSING_TEXT, 3!MISSING_TEXT, 4=b]");
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
