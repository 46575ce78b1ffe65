package dev.glossa.jobs.corpus;

import static org.assertj.core.api.Assertions.assertThat;

import dev.glossa.jobs.LocalSpark;
import dev.glossa.jobs.config.CsvSettings;
import dev.glossa.jobs.config.InputSettings;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The input's further columns, whatever kind of file they stand in. */
class TestColumns {
  private static final SparkSession SPARK = LocalSpark.session();

  @TempDir Path folder;

  private static List<String> read(Path file, String... columns) {
    return read(Reading.withColumns(Reading.settings(file), columns));
  }

  /** Each row as its id and its values in the order of the setting. */
  private static List<String> read(InputSettings input) {
    List<String> all = new ArrayList<>();
    try (Rows rows = new Rows(Reading.list(input).files().iterator(), input, Reading.CONF)) {
      rows.forEachRemaining(row -> all.add(row.getString(2) + ": " + values(row.get(7))));
    }
    return all;
  }

  private static String values(Object columns) {
    return columns == null
        ? "nothing"
        : Stream.of((Row[]) columns)
            .map(column -> column.getString(0) + "=" + column.getString(1))
            .collect(Collectors.joining(", "));
  }

  private List<String> json(String content, String... columns) {
    return read(Reading.write(folder.resolve("a.jsonl"), content), columns);
  }

  @Test
  void scalarsOfJsonAreTextAndNestedValuesAreNone() {
    assertThat(
            json(
                """
                {"text":"a","s":"x","n":1.50,"b":true,"z":null,"nan":NaN,"o":{"s":"in"},"l":[1],"e":""}
                {"s":[{"n":3}],"text":"b","n":-0,"b":false}
                """,
                "s",
                "n",
                "b",
                "z",
                "nan",
                "o",
                "l",
                "e",
                "none"))
        .containsExactly(
            "1: s=x, n=1.50, b=true, z=null, nan=null, o=null, l=null, e=null, none=null",
            "2: s=null, n=-0, b=false, z=null, nan=null, o=null, l=null, e=null, none=null");
  }

  @Test
  void theLastOfTwoValuesCounts() {
    assertThat(json("{\"s\":\"x\",\"s\":\"y\",\"text\":\"a\"}", "s")).containsExactly("1: s=y");
    assertThat(json("{\"s\":\"x\",\"text\":\"a\",\"s\":null}", "s")).containsExactly("1: s=null");
  }

  @Test
  void aColumnMayAlsoBeTheTextTheIdOrTheLanguage() throws Exception {
    InputSettings input =
        new InputSettings(
            List.of(folder.resolve("b.jsonl").toString(), folder.resolve("b.csv").toString()),
            Reading.settings(folder).format(),
            "body",
            "nr",
            "lang",
            List.of("lang", "body", "nr"),
            Reading.MAX_BYTES,
            "auto",
            "en",
            CsvSettings.DEFAULTS);
    Reading.write(folder.resolve("b.jsonl"), "{\"body\":\"words\",\"nr\":7,\"lang\":\"ko-KR\"}");
    Reading.write(folder.resolve("b.csv"), "nr,body,lang\n7,words,ko-KR\n");
    String row = "7: lang=ko-KR, body=words, nr=7";
    assertThat(read(input)).containsExactly(row, row);
    Path other = parquet("c", "select 'words' as text, 7 as nr, 'ko' as language");
    InputSettings both =
        new InputSettings(
            List.of(other.toString()),
            input.format(),
            "text",
            "nr",
            "language",
            List.of("language", "nr"),
            Reading.MAX_BYTES,
            "auto",
            "en",
            CsvSettings.DEFAULTS);
    assertThat(read(both)).containsExactly("7: language=ko, nr=7");
  }

  @Test
  void valuesAreRepairedLikeNames() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    bytes.writeBytes(
        "{\"text\":\"a\",\"s\":\"\\ud83d x\\u0000\",\"t\":\"".getBytes(StandardCharsets.UTF_8));
    bytes.write(0xFF);
    bytes.writeBytes("\",\"u\":\"\\uFEFF{text} \uD83D\uDE00\"}".getBytes(StandardCharsets.UTF_8));
    Path file = Reading.write(folder.resolve("a.jsonl.gz"), Reading.gzip(bytes.toByteArray()));
    assertThat(read(file, "s", "t", "u"))
        .containsExactly("1: s=\uFFFD x\uFFFD, t=\uFFFD, u=\uFEFF{text} \uD83D\uDE00");
  }

  @Test
  void recordsOverSeveralLinesHaveThemToo() {
    Path file = Reading.write(folder.resolve("a.json"), "[{\n\"text\": \"a\",\n\"s\": \"x\"\n}]");
    assertThat(read(file, "s")).containsExactly("1: s=x");
  }

  @Test
  void cellsAreTextAndAnEmptyOneIsNone() throws IOException {
    String csv = "s,text,\" Mail date \",s\n \"\"x\"\" ,a,2001-01-02,y\n,b,\"\",\nz,c\n";
    assertThat(read(Reading.write(folder.resolve("a.csv"), csv), "Mail date", "s", "none"))
        .containsExactly(
            "1: Mail date=2001-01-02, s= \"\"x\"\" , none=null",
            "2: Mail date=null, s=null, none=null",
            "3: nothing");
    Path tsv =
        Reading.write(
            folder.resolve("b.tsv.gz"),
            Reading.gzip("text\ts\nwords\t1.50\n".getBytes(StandardCharsets.UTF_8)));
    assertThat(read(tsv, "s")).containsExactly("1: s=1.50");
    Path bare = Reading.write(folder.resolve("c.csv"), "n1,words,x\n");
    assertThat(
            read(Reading.withColumns(Reading.withoutHeader(Reading.settings(bare)), "_c2", "_c3")))
        .containsExactly("n1: _c2=x, _c3=null");
  }

  @Test
  void valuesOfParquetAreWrittenAsPeopleWriteThem() throws IOException {
    Path file =
        parquet(
            "a",
            """
            select 'words' as text, 7 as i, 1.50BD as d, date'2001-02-03' as day, true as b,
              double('NaN') as nan, 0.5f as f, struct('x' as s) as nested, array('x') as list,
              binary('raw') as raw, string(null) as none, 'x' as `Mail date`, '' as empty
            """);
    assertThat(
            read(
                file,
                "i",
                "d",
                "day",
                "b",
                "nan",
                "f",
                "nested",
                "list",
                "raw",
                "none",
                "Mail date",
                "empty",
                "missing"))
        .containsExactly(
            "1: i=7, d=1.50, day=2001-02-03, b=true, nan=null, f=0.5, nested=null, list=null,"
                + " raw=raw, none=null, Mail date=x, empty=null, missing=null");
    Path packed =
        Reading.write(folder.resolve("p.parquet.gz"), Reading.gzip(Files.readAllBytes(file)));
    assertThat(read(packed, "i")).containsExactly("1: i=7");
  }

  @Test
  void aRowOfParquetIsTooLargeWithItsValues() throws IOException {
    Path file = parquet("a", "select 'words' as text, repeat('x', 1048572) as s");
    assertThat(read(file)).containsExactly("1: nothing");
    InputSettings input = Reading.withColumns(Reading.settings(file), "s");
    assertThat(Reading.read(input)).hasToString("[1!TOO_LARGE]");
  }

  @Test
  void filesOfOneTextAndFailuresHaveNone() throws Exception {
    assertThat(read(Reading.write(folder.resolve("a.txt"), "words"), "s"))
        .containsExactly("a.txt: s=null");
    assertThat(json("{\"text\":\" \",\"s\":\"x\"}\n{\"s\":\"x\"}\n{", "s"))
        .containsExactly("1: nothing", "2: nothing", "3: nothing");
    assertThat(json("{\"text\":\"a\",\"s\":\"x\"}")).containsExactly("1: nothing");
  }

  @Test
  void theCorpusHasThemInItsRows() throws Exception {
    Path file =
        Reading.write(
            folder.resolve("a.jsonl"), "{\"text\":\"a\",\"s\":\"x\"}\n{\"text\":\"b\"}\n");
    List<Row> rows =
        Corpus.read(SPARK, Reading.withColumns(Reading.settings(file), "s", "t"), "")
            .rows()
            .selectExpr("id", "inline(columns)")
            .collectAsList();
    assertThat(rows).hasToString("[[1,s,x], [1,t,null], [2,s,null], [2,t,null]]");
  }

  private Path parquet(String name, String query) throws IOException {
    Path out = folder.resolve("spark").resolve(name);
    SPARK.sql(query).coalesce(1).write().parquet(out.toString());
    Path target = folder.resolve(name + ".parquet");
    try (Stream<Path> files = Files.list(out)) {
      Files.copy(
          files.filter(file -> file.toString().endsWith(".parquet")).findFirst().orElseThrow(),
          target);
    }
    return target;
  }
}
