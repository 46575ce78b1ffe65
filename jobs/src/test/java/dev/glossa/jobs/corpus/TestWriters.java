package dev.glossa.jobs.corpus;

import static org.assertj.core.api.Assertions.assertThat;

import dev.glossa.jobs.LocalSpark;
import dev.glossa.jobs.config.InputSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What other programs write, each by its own writer. */
class TestWriters {
  /** What a file gives instead of the texts. */
  static final Map<String, String> OTHERS =
      new TreeMap<>(
          Map.ofEntries(
              Map.entry("arrow-brotli.parquet", "[arrow-brotli.parquet!UNSUPPORTED]"),
              Map.entry("duckdb-brotli.parquet", "[duckdb-brotli.parquet!UNSUPPORTED]"),
              Map.entry("arrow-empty.parquet", "[]"),
              Map.entry("pandas.json", "[1!WRONG_TYPE]"),
              Map.entry("id-double.parquet", "[1.5=words]"),
              Map.entry("id-float.parquet", "[0.1=words]"),
              Map.entry("id-decimal.parquet", "[12.50=words]"),
              Map.entry("id-decimal-int.parquet", "[-12.50=words]"),
              Map.entry("id-decimal-wide.parquet", "[12.50=words]"),
              Map.entry("id-date.parquet", "[2024-05-06=words]"),
              Map.entry("id-time.parquet", "[07:08:09.123456=words]"),
              Map.entry("id-timestamp.parquet", "[2024-05-06T07:08:09.123456=words]"),
              Map.entry("id-timestamp-utc.parquet", "[2024-05-06T07:08:09.123456Z=words]"),
              Map.entry("id-timestamp-nanos.parquet", "[2024-05-06T12:53:20.123456789=words]"),
              Map.entry("id-timestamp-int96.parquet", "[2024-05-06T07:08:09.123456Z=words]"),
              Map.entry("id-uint64.parquet", "[18446744073709551615=words]"),
              Map.entry("id-uint32.parquet", "[4294967295=words]"),
              Map.entry("id-uint8.parquet", "[255=words]"),
              Map.entry("id-boolean.parquet", "[true=words]"),
              Map.entry("id-bytes.parquet", "[00ff=words]"),
              Map.entry("id-untyped.parquet", "[key-1=words]"),
              Map.entry("id-half.parquet", "[1.5=words]"),
              Map.entry("id-uuid.parquet", "[0f8fad5b-d9cb-469f-a165-70867728950e=words]"),
              Map.entry("id-list.parquet", "[1=words]")));

  private static final SparkSession SPARK = LocalSpark.session();

  @TempDir Path folder;

  static List<String> files() throws IOException {
    try (Stream<Path> files = Files.list(WriterFiles.FOLDER)) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> !name.equals("make.py"))
          .sorted()
          .toList();
    }
  }

  @ParameterizedTest
  @MethodSource("files")
  void aFileGivesWhatItsWriterWasGiven(String name) {
    List<Reading.Document> rows = Reading.read(WriterFiles.FOLDER.resolve(name));
    if (OTHERS.containsKey(name)) {
      assertThat(rows).hasToString(OTHERS.get(name));
    } else if (name.equals("duckdb-one-column.csv")) {
      assertThat(rows.subList(0, WriterFiles.TEXTS.size()))
          .extracting(Reading.Document::text)
          .isEqualTo(WriterFiles.TEXTS);
      // A missing value at a file's end is no more than an empty line.
      assertThat(rows).hasSize(WriterFiles.TEXTS.size());
    } else {
      assertThat(rows).extracting(Reading.Document::text).isEqualTo(WriterFiles.TEXTS);
      assertThat(rows)
          .extracting(Reading.Document::id)
          .isEqualTo(
              IntStream.rangeClosed(1, WriterFiles.TEXTS.size())
                  .mapToObj(String::valueOf)
                  .toList());
    }
  }

  private Dataset<Row> frame() {
    List<Row> rows =
        IntStream.range(0, WriterFiles.TEXTS.size())
            .mapToObj(i -> RowFactory.create(i + 1, WriterFiles.TEXTS.get(i)))
            .toList();
    StructType schema = new StructType().add("id", "int").add("text", "string");
    return SPARK.createDataFrame(rows, schema).coalesce(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"csv", "json", "parquet", "orc"})
  void aFolderOfSparksGivesWhatItWasGiven(String format) {
    Path out = folder.resolve("out");
    frame().write().format(format).option("header", true).save(out.toString());
    if (format.equals("orc")) {
      Listing listing = new Listing(Reading.settings(out), "", Reading.CONF);
      assertThat(listing.problems()).hasSize(1);
      assertThat(listing.problems().get(0)).contains("1 .orc");
      return;
    }
    assertThat(Reading.read(out)).extracting(Reading.Document::text).isEqualTo(WriterFiles.TEXTS);
    assertThat(Reading.list(Reading.settings(out)).skipped())
        .containsExactly(Map.entry("hidden", 3));
  }

  @ParameterizedTest
  @ValueSource(strings = {"none", "gzip"})
  void sparksCsvWithoutAHeaderIsReadByNumbers(String codec) {
    Path out = folder.resolve("out");
    frame().write().option("compression", codec).csv(out.toString());
    assertThat(Reading.read(out)).extracting(Reading.Document::code).containsOnly("MISSING_COLUMN");
    assertThat(Reading.read(out).get(0).message()).contains("input.csv.header = false");
    InputSettings input = Reading.withoutHeader(Reading.settings(out));
    List<Reading.Document> rows = Reading.read(input);
    assertThat(rows).extracting(Reading.Document::text).isEqualTo(WriterFiles.TEXTS);
    assertThat(rows).extracting(Reading.Document::id).startsWith("1", "2").endsWith("8");
  }

  /** Twenty such rows once turned the sound rows behind them into parts of texts. */
  @Test
  void manyRowsWithEscapedQuotesHarmNoOther() {
    List<String> texts =
        IntStream.range(0, 60)
            .mapToObj(i -> i < 40 ? "he said \"no, " + i + "\"\nand, \"yes\"" : "sound, " + i)
            .toList();
    Path out = folder.resolve("out");
    SPARK
        .createDataset(texts, org.apache.spark.sql.Encoders.STRING())
        .toDF("text")
        .coalesce(1)
        .write()
        .option("header", true)
        .csv(out.toString());
    assertThat(Reading.read(out)).extracting(Reading.Document::text).isEqualTo(texts);
  }

  /** Backslashes in quotes are doubled by Spark, and nothing but the file's name says so. */
  @Test
  void sparksBackslashesAreItsOwnWhereNoQuoteShowsIt() throws IOException {
    Path out = folder.resolve("out");
    List<String> texts = List.of("C:\\new, D:\\old", "x\\", "\\, \\\\");
    SPARK
        .createDataset(texts, org.apache.spark.sql.Encoders.STRING())
        .toDF("text")
        .coalesce(1)
        .write()
        .option("header", true)
        .csv(out.toString());
    assertThat(Reading.read(out)).extracting(Reading.Document::text).isEqualTo(texts);
    Path other = folder.resolve("other.csv");
    Files.writeString(other, "text\n\"C:\\\\new, D:\\\\old\"\n");
    assertThat(Reading.read(other)).hasToString("[1=C:\\\\new, D:\\\\old]");
  }
}
