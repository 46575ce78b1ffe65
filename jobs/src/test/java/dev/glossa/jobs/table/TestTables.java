package dev.glossa.jobs.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.glossa.udf.spark.TableRows;
import dev.glossa.udf.spark.WorkRows;
import dev.glossa.udf.table.Table;
import dev.glossa.udf.table.TableColumn;
import dev.glossa.udf.task.Failure;
import dev.glossa.udf.task.NextTokenResult;
import dev.glossa.udf.task.NextTokenRow;
import dev.glossa.udf.task.Outcome;
import dev.glossa.udf.task.SentenceRow;
import dev.glossa.udf.task.Stages;
import dev.glossa.udf.task.SurprisalRow;
import dev.glossa.udf.task.TokenizeResult;
import dev.glossa.udf.task.TokensRow;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TestTables {

  private static SparkSession spark;

  @BeforeAll
  static void start() {
    spark =
        SparkSession.builder()
            .master("local[1]")
            .config("spark.ui.enabled", false)
            .config("spark.driver.bindAddress", "127.0.0.1")
            .config("spark.driver.host", "127.0.0.1")
            .getOrCreate();
  }

  @AfterAll
  static void stop() {
    spark.stop();
  }

  @Test
  void thePageAboutTheTablesSaysWhatTheTablesSay() throws IOException {
    Path page = Path.of(System.getProperty("project.root"), "docs", "tables.md");
    String told = Files.readString(page);
    assertThat(told.substring(told.indexOf("### ")).strip()).isEqualTo(Tables.describe().strip());
  }

  @Test
  void everyResultTableSaysUnderWhichSettings() {
    assertThat(Tables.results()).hasSize(15);
    for (Table<?> table : Tables.results()) {
      boolean ofWords = Stages.WORD_VECTORS.tables().contains(table);
      assertThat(table.columns())
          .as(table.name())
          .startsWith(
              ofWords
                  ? new TableColumn[] {Table.SETTINGS}
                  : new TableColumn[] {Table.KEY, Table.SETTINGS});
    }
  }

  @Test
  void parquetFilesKeepTheMeaningsOfTheirColumns(@TempDir Path folder) {
    Table<?> table = Stages.NEXT_TOKEN.tables().get(0);
    Row row = RowFactory.create("k", "s", "m", 1f, 1, 5, "x", 0.5f, -0.7f, 9, null, null);
    Dataset<Row> rows = spark.createDataFrame(List.of(row), TableRows.schema(table)).toDF();
    TableRows.select(rows, table).write().parquet(folder.resolve("t").toString());
    StructType read = spark.read().parquet(folder.resolve("t").toString()).schema();
    assertThat(read.fieldNames()).startsWith("key", "settings").contains("target_surprisal");
    assertThat(read.apply("log_probability").getComment().get())
        .isEqualTo("its natural logarithm; in nats");
    assertThat(read.apply("rank").getComment().get()).isEqualTo("from 1, likeliest first");
  }

  @Test
  void anOutcomeBecomesItsTablesRows() {
    TokenizeResult result =
        new TokenizeResult(
            List.of(
                new SentenceRow(0, 0, 3, List.of("Hi", "."), "Hi."),
                new SentenceRow(1, 4, 7, List.of("Yo"), "Yo.")),
            List.of(
                new TokensRow(
                    "bert",
                    new int[] {7, 8},
                    new String[] {"H", "i"},
                    new int[] {0, 1},
                    new int[] {1, 2})));
    Row done = WorkRows.row(Stages.TOKENIZE, new Outcome.Done<>("a", result));
    Failure failure = new Failure("tokenize", "TOO_LONG", "why");
    Row failed = WorkRows.row(Stages.TOKENIZE, new Outcome.Failed<>("b", failure));
    Dataset<Row> work =
        spark.createDataFrame(List.of(done, failed), WorkRows.schema(Stages.TOKENIZE));

    List<Row> sentences = work.selectExpr("key", "inline(sentences)").collectAsList();
    assertThat(sentences)
        .extracting(
            row -> row.getString(0),
            row -> List.of(row.getInt(1), row.getInt(2), row.getInt(3)),
            row -> row.getList(4),
            row -> row.getString(5))
        .containsExactly(
            tuple("a", List.of(0, 0, 3), List.of("Hi", "."), "Hi."),
            tuple("a", List.of(1, 4, 7), List.of("Yo"), "Yo."));
    Dataset<Row> split = WorkRows.sentences(Stages.TOKENIZE, work).orElseThrow();
    assertThat(split.columns()).containsExactly("key", "sentence_begins", "sentence_ends");
    assertThat(split.collectAsList())
        .extracting(row -> row.getString(0), row -> row.getList(1), row -> row.getList(2))
        .containsExactly(tuple("a", List.of(0, 4), List.of(3, 7)));
    assertThat(WorkRows.sentences(Stages.EMBED, work)).isEmpty();
    Row tokens = work.selectExpr("key", "inline(tokens)").collectAsList().get(0);
    assertThat(tokens.getList(2)).isEqualTo(List.of(7, 8));
    assertThat(tokens.getList(3)).isEqualTo(List.of("H", "i"));
    assertThat(work.selectExpr("key", "failure.code").where("code is not null").collectAsList())
        .extracting(Row::toString)
        .containsExactly("[b,TOO_LONG]");
  }

  @Test
  void whatIsMissingIsNull() {
    NextTokenResult result =
        new NextTokenResult(
            List.of(new NextTokenRow("m", 1f, 1, 5, "x", 0.5f, -0.7f, 9, null, null)),
            List.of(
                new SurprisalRow(
                    "m",
                    0,
                    0,
                    9,
                    new int[] {1, 2},
                    new String[] {"a", "b"},
                    new int[] {0, 1},
                    new int[] {1, 2},
                    new Float[] {null, 2.5f})));
    Dataset<Row> work =
        spark.createDataFrame(
            List.of(WorkRows.row(Stages.NEXT_TOKEN, new Outcome.Done<>("a", result))),
            WorkRows.schema(Stages.NEXT_TOKEN));

    Row candidate = work.selectExpr("inline(next_token)").first();
    assertThat(candidate.isNullAt(8)).isTrue();
    assertThat(candidate.isNullAt(9)).isTrue();
    List<Float> surprisals = work.selectExpr("inline(surprisal)").first().getList(8);
    assertThat(surprisals).containsExactly(null, 2.5f);
  }

  @Test
  void everyColumnIsDescribed() {
    String text = Tables.describe();
    for (Table<?> table : Tables.all()) {
      assertThat(text).contains("### " + table.name() + "\n");
      assertThat(table.columns()).allSatisfy(c -> assertThat(c.meaning()).isNotBlank());
    }
    assertThat(text).contains("| surprisals | array<float> | nats | minus each token's");
  }
}
