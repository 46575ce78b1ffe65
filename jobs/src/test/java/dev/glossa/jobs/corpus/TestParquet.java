package dev.glossa.jobs.corpus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.glossa.jobs.LocalSpark;
import dev.glossa.jobs.config.ConfigurationException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TestParquet {
  private static final SparkSession SPARK = LocalSpark.session();

  @TempDir Path folder;

  private Path write(String name, String query) throws IOException {
    Path out = folder.resolve("spark").resolve(name);
    Dataset<Row> rows = SPARK.sql(query);
    rows.coalesce(1).write().parquet(out.toString());
    Path target = folder.resolve(name + ".parquet");
    try (Stream<Path> files = Files.list(out)) {
      Path part = files.filter(file -> file.toString().endsWith(".parquet")).findFirst().get();
      Files.copy(part, target);
    }
    return target;
  }

  @Test
  void readsTextIdAndLanguage() throws IOException {
    Path file =
        write(
            "a",
            "select * from values ('n1', 'ko', 'a', 1), ('n2', 'xx', null, 2), (null, null, ' ', 3)"
                + " as t(id, language, text, other)");
    List<Reading.Document> rows = Reading.read(file);
    assertThat(rows).hasToString("[n1=a, n2!MISSING_TEXT, 3!EMPTY_TEXT]");
    assertThat(rows.get(0).language()).isEqualTo("ko");
    assertThat(Reading.read(write("b", "select id, string(id) as text from range(5, 8)")))
        .hasToString("[5=5, 6=6, 7=7]");
    assertThat(Reading.read(write("c", "select string(id) as text from range(3)")))
        .hasToString("[1=0, 2=1, 3=2]");
  }

  @Test
  void readsColumnsWhoseNamesHaveSpaces() throws Exception {
    Path file = write("a", "select 'words' as text, 'n' as id, 1 as `other; column {`");
    assertThat(Reading.read(file)).hasToString("[n=words]");
  }

  @Test
  void readsCompressedFiles() throws IOException {
    Path file = write("a", "select 'words' as text");
    Path packed =
        Reading.write(folder.resolve("b.parquet.gz"), Reading.gzip(Files.readAllBytes(file)));
    assertThat(Reading.read(packed)).hasToString("[1=words]");
  }

  @Test
  void readsTheSameRowsHoweverTheFileIsCut() throws Exception {
    SPARK.sparkContext().hadoopConfiguration().setInt("parquet.block.size", 64 * 1024);
    Path file;
    try {
      file = write("a", "select sha2(string(id), 512) as text from range(20000)");
    } finally {
      SPARK.sparkContext().hadoopConfiguration().unset("parquet.block.size");
    }
    var input = Reading.settings(file);
    List<String> whole = Reading.read(file).stream().map(Object::toString).toList();
    assertThat(whole).hasSize(20_000);
    Dataset<Row> cut = Corpus.read(SPARK, input, "", 100_000).rows();
    assertThat(cut.rdd().getNumPartitions()).isGreaterThan(3);
    assertThat(cut.collectAsList().stream().map(row -> Reading.Document.of(row).toString()))
        .containsExactlyInAnyOrderElementsOf(whole);
  }

  @Test
  void saysThatTheSettingsAreWrongBeforeAnythingIsRead() throws IOException {
    Path numbers = write("a", "select 1 as text");
    assertThatThrownBy(() -> Corpus.read(SPARK, Reading.settings(numbers), ""))
        .isInstanceOf(ConfigurationException.class)
        .hasMessage(
            "Cannot read input: "
                + numbers
                + " (its column text holds no strings; name the text's column with input.text)");
    Path other = write("b", "select 'x' as body");
    assertThatThrownBy(() -> Corpus.read(SPARK, Reading.settings(other), ""))
        .hasMessageContaining("it has no column text");
    Path bytes = write("c", "select binary('x') as text");
    assertThatThrownBy(() -> Corpus.read(SPARK, Reading.settings(bytes), ""))
        .hasMessageContaining("holds no strings");
    Path nested = write("d", "select struct('x' as a) as text");
    assertThatThrownBy(() -> Corpus.read(SPARK, Reading.settings(nested), ""))
        .hasMessageContaining("holds no strings");
  }

  @Test
  void whatAFileLacksCostsItAloneWhereverItStands() throws Exception {
    Path without = write("a-without", "select 'x' as body");
    Path numbers = write("b-numbers", "select 1 as text");
    Path good = write("c-good", "select 'words' as text");
    for (Path[] files :
        List.of(new Path[] {without, numbers, good}, new Path[] {good, numbers, without})) {
      List<Row> rows = Corpus.read(SPARK, Reading.settings(files), "").rows().collectAsList();
      assertThat(rows.stream().map(row -> Reading.Document.of(row).toString()))
          .containsExactly(
              "a-without.parquet!MISSING_COLUMN", "b-numbers.parquet!WRONG_TYPE", "1=words");
    }
    Path text = Reading.write(folder.resolve("d.txt"), "words too");
    assertThat(Corpus.read(SPARK, Reading.settings(without, text), "").rows().count()).isEqualTo(2);
    assertThatThrownBy(() -> Corpus.read(SPARK, Reading.settings(without, numbers), ""))
        .hasMessageContaining("a-without.parquet (it has no column text");
  }

  @Test
  void aLargeFileThatCannotBeReadFailsOnce() throws Exception {
    byte[] bytes = new byte[300_000];
    bytes[299_999] = 1;
    Path noFooter = Reading.write(folder.resolve("b.parquet"), bytes);
    Path text = Reading.write(folder.resolve("d.txt"), "words");
    List<Row> rows =
        Corpus.read(SPARK, Reading.settings(noFooter, text), "", 100_000).rows().collectAsList();
    assertThat(rows.stream().map(row -> Reading.Document.of(row).toString()))
        .containsExactly("b.parquet!CORRUPT_PARQUET", "d.txt=words");
  }

  @Test
  void readsFilesWithoutRows() throws Exception {
    assertThat(Reading.read(write("a", "select 'x' as text where false"))).isEmpty();
    assertThat(Reading.read(Reading.write(folder.resolve("b.parquet"), "")))
        .hasToString("[b.parquet!CORRUPT_PARQUET]");
  }

  @Test
  void failsDamagedFilesAndReadsTheOthers() throws Exception {
    Path good = write("good", "select 'words' as text");
    byte[] bytes =
        Files.readAllBytes(write("a", "select sha2(string(id), 512) as text from range(9)"));
    Path noFooter =
        Reading.write(
            folder.resolve("b.parquet"), java.util.Arrays.copyOf(bytes, bytes.length - 9));
    for (int i = 10; i < 60; i++) {
      bytes[i] ^= 0x5A;
    }
    Path badPage = Reading.write(folder.resolve("c.parquet"), bytes);
    Path other = write("other", "select 1 as text");
    List<String> rows =
        Corpus.read(SPARK, Reading.settings(good, noFooter, badPage), "")
            .rows()
            .collectAsList()
            .stream()
            .map(row -> Reading.Document.of(row).toString())
            .toList();
    assertThat(rows)
        .hasSize(3)
        .contains("1=words", "b.parquet!CORRUPT_PARQUET")
        .anyMatch(row -> row.endsWith("!CORRUPT_PARQUET") && !row.startsWith("b"));
    assertThat(Reading.read(other)).hasToString("[other.parquet!WRONG_TYPE]");
  }
}
