package dev.glossa.jobs.sql;

import static org.assertj.core.api.Assertions.assertThat;

import dev.glossa.jobs.LocalSpark;
import java.nio.file.Path;
import java.util.List;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** How many texts a query sends through a model. */
class TestEvaluations {
  private static final Path ROOT = Path.of(System.getProperty("project.root"));
  private static final SparkSession SPARK = LocalSpark.session().newSession();
  private static ComputedTexts computed;

  @BeforeAll
  static void tables() {
    SPARK.conf().set("spark.glossa.models.gpt2-mini.path", ROOT + "/data/models/gpt2-mini");
    SPARK.conf().set("spark.glossa.models.bart-mini.path", ROOT + "/data/models/bart-mini");
    SPARK.conf().set("spark.glossa.models.bert-mini.path", ROOT + "/data/models/bert-mini");
    SPARK
        .range(0, 10_000, 1, 2)
        .selectExpr(
            "id",
            "id % 10 as day",
            "concat('Letter ', id, repeat(' and so on', cast(id % 7 as int))) as text")
        .createOrReplaceTempView("mails");
    SPARK
        .range(0, 300, 1, 2)
        .selectExpr("id * 20 as mail", "id % 3 as box")
        .createOrReplaceTempView("boxes");
    computed = new ComputedTexts(SPARK);
  }

  @AfterAll
  static void stop() {
    computed.close();
  }

  /**
   * A query and how many texts it needs.
   *
   * @param texts distinct texts, or the sum of these over several calls
   */
  private record Query(long texts, String sql) {}

  private static final List<Query> QUERIES =
      List.of(
          new Query(1_000, "SELECT ai_count_tokens(text) n FROM mails WHERE day = 3"),
          new Query(
              1_000,
              "SELECT ai_count_tokens(text) n, ai_count_tokens(text) + 1 m FROM mails WHERE day = 3"
                  + " AND ai_count_tokens(text) > 5 ORDER BY ai_count_tokens(text), id"),
          new Query(
              1_000,
              "SELECT ai_count_tokens(text) n, count(*) c FROM mails WHERE day = 3 GROUP BY"
                  + " ai_count_tokens(text) HAVING ai_count_tokens(text) > 4 ORDER BY n"),
          new Query(
              1_000, "SELECT count(*) FROM mails WHERE ai_count_tokens(text) > 5 AND day = 1"),
          new Query(
              300, "SELECT ai_count_tokens(m.text) FROM mails m JOIN boxes b ON m.id = b.mail"),
          new Query(
              300,
              "SELECT m.id FROM mails m JOIN boxes b ON m.id = b.mail WHERE"
                  + " ai_count_tokens(m.text) > 5"),
          new Query(
              100,
              "SELECT sum(CASE WHEN box = 1 THEN ai_count_tokens(m.text) ELSE 0 END) FROM mails m"
                  + " JOIN boxes b ON m.id = b.mail"),
          new Query(20, "SELECT id, ai_count_tokens(text) FROM mails LIMIT 20"),
          new Query(20, "SELECT id, ai_count_tokens(text) FROM mails ORDER BY id DESC LIMIT 20"),
          new Query(
              20,
              "SELECT id, n, n + 1 FROM (SELECT id, ai_count_tokens(text) n FROM mails) ORDER BY id"
                  + " LIMIT 20"),
          new Query(
              1_000,
              "WITH c AS (SELECT id, ai_count_tokens(text) n FROM mails WHERE day = 2) SELECT n,"
                  + " n * n, n + n FROM c WHERE n > 3 AND n < 90"),
          new Query(10, "SELECT day, ai_count_tokens(max(text)) FROM mails GROUP BY day"),
          new Query(
              10,
              "SELECT ai_count_tokens(concat('day ', day)), count(*) FROM mails GROUP BY"
                  + " concat('day ', day)"),
          new Query(
              10,
              "SELECT m.id FROM mails m JOIN boxes b ON ai_count_tokens(m.text) = b.box + 2 AND"
                  + " m.id < 10"),
          new Query(
              300,
              "SELECT b.mail FROM boxes b LEFT JOIN mails m ON m.id = b.mail WHERE"
                  + " coalesce(ai_count_tokens(m.text), 0) > 3"),
          new Query(
              100,
              "SELECT id FROM mails m WHERE id < 100 AND EXISTS (SELECT 1 FROM boxes b WHERE b.box ="
                  + " ai_count_tokens(m.text))"),
          new Query(
              100,
              "SELECT id FROM mails WHERE id < 100 AND ai_count_tokens(text) IN (SELECT box + 3 FROM boxes)"),
          new Query(
              10,
              "SELECT id, (SELECT max(ai_count_tokens(text)) FROM mails WHERE id < 10) FROM boxes b"
                  + " JOIN mails m ON m.id = b.mail"),
          new Query(0, "SELECT id FROM (SELECT id, ai_count_tokens(text) n FROM mails)"),
          new Query(0, "SELECT count(*) FROM (SELECT id, ai_count_tokens(text) n FROM mails)"),
          new Query(50, "SELECT if(id < 50, ai_count_tokens(text), -1) n FROM mails"),
          new Query(9_950, "SELECT count(*) FROM mails WHERE id < 50 OR ai_count_tokens(text) > 5"),
          new Query(1, "SELECT ai_count_tokens('the same for all') FROM mails WHERE id < 1000"),
          new Query(
              20,
              "SELECT ai_count_tokens(text) FROM mails WHERE id < 10 UNION ALL SELECT"
                  + " ai_count_tokens(text) FROM mails WHERE id >= 9990"),
          new Query(
              1_000,
              "SELECT day, ai_count_tokens(text) n, rank() OVER (PARTITION BY day ORDER BY"
                  + " ai_count_tokens(text)) FROM mails WHERE day = 4"),
          new Query(
              10, "SELECT explode(sequence(1, ai_count_tokens(text))) FROM mails WHERE id < 10"),
          new Query(0, "SELECT ai_count_tokens(cast(NULL AS STRING)) FROM mails"),
          new Query(
              30,
              "SELECT ai_count_tokens(text), ai_count_tokens(concat(text, '!')),"
                  + " try_ai_count_tokens(concat(text, '?')) FROM mails WHERE id < 10"),
          new Query(10, "SELECT DISTINCT ai_count_tokens(text) FROM mails WHERE id < 10"),
          new Query(
              3, "SELECT ai_count_tokens(text) FROM VALUES ('a b'), ('c'), ('d e f') AS t(text)"));

  @TestFactory
  List<DynamicTest> sendsNoMoreTextsThanItNeeds() {
    return QUERIES.stream()
        .flatMap(
            query ->
                List.of(true, false).stream()
                    .map(
                        adaptive ->
                            DynamicTest.dynamicTest(
                                (adaptive ? "adaptive: " : "planned: ") + query.sql(),
                                () -> check(query, adaptive))))
        .toList();
  }

  private static void check(Query query, boolean adaptive) throws Exception {
    SPARK.conf().set("spark.sql.adaptive.enabled", adaptive);
    computed.take();
    List<Row> rows = SPARK.sql(query.sql()).collectAsList();
    assertThat(computed.take()).as("texts").isLessThanOrEqualTo(query.texts());
    assertThat(rows).isNotNull();
  }
}
