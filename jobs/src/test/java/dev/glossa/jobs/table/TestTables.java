package dev.glossa.jobs.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.glossa.udf.task.Failure;
import dev.glossa.udf.task.NextTokenResult;
import dev.glossa.udf.task.NextTokenRow;
import dev.glossa.udf.task.Outcome;
import dev.glossa.udf.task.SentenceRow;
import dev.glossa.udf.task.SurprisalRow;
import dev.glossa.udf.task.TokenizeResult;
import dev.glossa.udf.task.TokensRow;
import java.io.IOException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

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
  void columnsAreTheRecordsComponentsInOrder() {
    List<RecordTable<?>> tables =
        Tables.stages().stream().<RecordTable<?>>flatMap(s -> s.tables().stream()).toList();
    assertThat(tables).hasSize(11);
    for (RecordTable<?> table : tables) {
      ParameterizedType type = (ParameterizedType) table.getClass().getGenericInterfaces()[0];
      RecordComponent[] components =
          ((Class<?>) type.getActualTypeArguments()[0]).getRecordComponents();
      List<String> names = Arrays.stream(components).map(c -> snake(c.getName())).toList();
      assertThat(table.columns().stream().map(Column::name)).as(table.name()).isEqualTo(names);
    }
  }

  @Test
  void anOutcomeBecomesItsTablesRows() {
    Stage<?> stage = Tables.forStage("tokenize");
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
    Row failed = stage.work(new Outcome.Failed<>("b", new Failure("tokenize", "TOO_LONG", "why")));
    Dataset<Row> work =
        spark.createDataFrame(
            List.of(stage.work(new Outcome.Done<>("a", result)), failed), stage.workSchema());

    List<Row> sentences = work.selectExpr("key", "inline(sentences)").collectAsList();
    assertThat(sentences)
        .extracting(Row::toString)
        .containsExactly(
            "[a,0,0,3,ArraySeq(Hi, .),Hi.]".replace("ArraySeq", "WrappedArray"),
            "[a,1,4,7,WrappedArray(Yo),Yo.]");
    Row tokens = work.selectExpr("key", "inline(tokens)").collectAsList().get(0);
    assertThat(tokens.getList(2)).isEqualTo(List.of(7, 8));
    assertThat(tokens.getList(3)).isEqualTo(List.of("H", "i"));
    assertThat(work.selectExpr("key", "failure.code").where("code is not null").collectAsList())
        .extracting(Row::toString)
        .containsExactly("[b,TOO_LONG]");
  }

  @Test
  void whatIsMissingIsNull() {
    Stage<?> stage = Tables.forStage("nexttoken");
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
            List.of(stage.work(new Outcome.Done<>("a", result))), stage.workSchema());

    Row candidate = work.selectExpr("inline(next_token)").first();
    assertThat(candidate.isNullAt(8)).isTrue();
    assertThat(candidate.isNullAt(9)).isTrue();
    List<Float> surprisals = work.selectExpr("inline(surprisal)").first().getList(8);
    assertThat(surprisals).containsExactly(null, 2.5f);
  }

  @Test
  void anotherStagesResultIsRefused() {
    Outcome<?> outcome = new Outcome.Done<>("a", new TokenizeResult(List.of(), List.of()));
    assertThatThrownBy(() -> Tables.forStage("embed").work(outcome))
        .isInstanceOf(ClassCastException.class);
    assertThatThrownBy(() -> Tables.forStage("dance"))
        .hasMessage(
            "Cannot find the stage: dance (there are: [tokenize, embed, attention, nexttoken,"
                + " summarize, generate])");
  }

  @Test
  void everyColumnIsDescribed() {
    String text = Tables.describe();
    for (Table table : Tables.all()) {
      assertThat(text).contains("### " + table.name() + "\n");
      assertThat(table.allColumns()).allSatisfy(c -> assertThat(c.meaning()).isNotBlank());
    }
    assertThat(text).contains("| surprisals | array<float> | minus each token's");
  }

  private static String snake(String camel) {
    return camel.replaceAll("([A-Z])", "_$1").toLowerCase(Locale.ROOT);
  }
}
