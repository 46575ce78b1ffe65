package dev.glossa.jobs.sql;

import static org.assertj.core.api.Assertions.assertThat;

import dev.glossa.jobs.LocalSpark;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;

/**
 * Queries drawn at random with functions in them, against the same queries over tables in which the
 * functions' values were put before. {@code -Dsql.queries=500} asks for more of them.
 */
class TestRandomQueries {
  private static final Path ROOT = Path.of(System.getProperty("project.root"));
  private static final int QUERIES = Integer.getInteger("sql.queries", 40);
  private static final long SEED = Long.getLong("seed", 7);

  private static SparkSession session() {
    SparkSession spark = LocalSpark.session().newSession();
    for (String model : List.of("gpt2-mini", "bart-mini", "bert-mini")) {
      spark.conf().set("spark.glossa.models." + model + ".path", ROOT + "/data/models/" + model);
    }
    spark
        .range(0, 120, 1, 3)
        .selectExpr(
            "id",
            "id % 5 AS day",
            "if(id % 11 = 0, NULL, concat('Letter ', id % 40, repeat(' and', cast(id % 4 as int))))"
                + " AS text",
            "concat('From ', id % 6) AS sender")
        .createOrReplaceTempView("mails");
    spark
        .range(0, 40, 1, 2)
        .selectExpr("id * 3 AS mail", "id % 4 AS box", "concat('Box ', id % 7) AS label")
        .createOrReplaceTempView("boxes");
    // Put down for good, so that no plan of theirs has a call in it.
    store(spark, "mails", "id, day, text, sender, f(text) AS f_text, f(sender) AS f_sender");
    store(spark, "boxes", "mail, box, label, f(label) AS f_label");
    return spark;
  }

  private static void store(SparkSession spark, String view, String columns) {
    List<Row> rows = spark.sql("SELECT " + calls(columns) + " FROM " + view).collectAsList();
    spark
        .createDataFrame(rows, spark.sql("SELECT " + calls(columns) + " FROM " + view).schema())
        .createOrReplaceTempView("stored_" + view);
  }

  private static String calls(String sql) {
    return sql.replaceAll("\\bf\\(", "ai_count_tokens(");
  }

  @Test
  void functionsGiveTheRowsThatStoredValuesGive() {
    SparkSession spark = session();
    Random random = new Random(SEED);
    int filled = 0;
    for (int i = 0; i < QUERIES; i++) {
      String drawn = new Drawn(random).query();
      spark.conf().set("spark.sql.adaptive.enabled", i % 2 == 0);
      List<String> stored =
          sorted(
              spark,
              drawn
                  .replace("f(m.text)", "m.f_text")
                  .replace("f(m.sender)", "m.f_sender")
                  .replace("f(b.label)", "b.f_label")
                  .replace("mails m", "stored_mails m")
                  .replace("boxes b", "stored_boxes b"));
      assertThat(sorted(spark, calls(drawn))).as("seed %d: %s", SEED, drawn).isEqualTo(stored);
      filled += stored.isEmpty() ? 0 : 1;
    }
    assertThat(filled).as("queries that give rows").isGreaterThan(QUERIES / 3);
  }

  private static List<String> sorted(SparkSession spark, String sql) {
    try {
      return spark.sql(sql).collectAsList().stream().map(Row::toString).sorted().toList();
    } catch (Exception e) {
      throw new AssertionError(sql, e);
    }
  }

  /** A query, clause by clause. */
  private record Drawn(Random random) {

    private static final List<String> ONE = List.of("f(m.text)", "f(m.sender)", "m.id", "m.day");
    private static final List<String> BOTH =
        List.of("f(m.text)", "f(m.sender)", "f(b.label)", "m.id", "m.day", "b.box");

    String query() {
      return switch (random.nextInt(6)) {
        case 0 -> grouped();
        case 1 -> joined();
        case 2 -> nested();
        case 3 -> united();
        case 4 -> subquery();
        default -> plain();
      };
    }

    private String plain() {
      String limit =
          random.nextBoolean()
              ? ""
              : " ORDER BY " + of(ONE) + ", m.id LIMIT " + (1 + random.nextInt(30));
      return "SELECT m.id, "
          + value(ONE)
          + ", "
          + value(ONE)
          + " FROM mails m WHERE "
          + condition(ONE)
          + limit;
    }

    private String grouped() {
      String key = value(ONE);
      String having = random.nextBoolean() ? "" : " HAVING count(*) > 1 AND max(f(m.text)) > 3";
      return "SELECT "
          + key
          + " k, count(*) c, max("
          + of(ONE)
          + ") x, sum("
          + value(ONE)
          + ") s FROM mails m WHERE "
          + condition(ONE)
          + " GROUP BY "
          + key
          + having;
    }

    private String joined() {
      String kind = List.of("JOIN", "LEFT JOIN", "RIGHT JOIN", "FULL JOIN").get(random.nextInt(4));
      String on = "m.id = b.mail" + (random.nextBoolean() ? "" : " AND f(m.text) > b.box");
      return "SELECT m.id, b.mail, "
          + value(BOTH)
          + ", "
          + value(BOTH)
          + " FROM mails m "
          + kind
          + " boxes b ON "
          + on
          + " WHERE "
          + condition(BOTH);
    }

    private String nested() {
      return "SELECT n, n + 1, count(*) OVER (PARTITION BY d) FROM (SELECT "
          + value(ONE)
          + " n, m.day d, m.id i FROM mails m WHERE "
          + condition(ONE)
          + ") WHERE n > "
          + random.nextInt(8)
          + " AND i < "
          + random.nextInt(120);
    }

    private String united() {
      String all = random.nextBoolean() ? " UNION ALL " : " UNION ";
      return "SELECT "
          + value(ONE)
          + " v FROM mails m WHERE "
          + condition(ONE)
          + all
          + "SELECT "
          + value(ONE)
          + " FROM mails m WHERE "
          + condition(ONE);
    }

    private String subquery() {
      String which =
          random.nextBoolean()
              ? "EXISTS (SELECT 1 FROM boxes b WHERE b.mail = m.id AND f(b.label) < f(m.text))"
              : "f(m.text) "
                  + (random.nextBoolean() ? "" : "NOT ")
                  + "IN (SELECT b.box + 3 FROM boxes b WHERE f(b.label) > "
                  + random.nextInt(5)
                  + ")";
      return "SELECT m.id, "
          + value(ONE)
          + " FROM mails m WHERE "
          + which
          + " AND "
          + condition(ONE);
    }

    private String of(List<String> columns) {
      return columns.get(random.nextInt(columns.size()));
    }

    private String value(List<String> columns) {
      return switch (random.nextInt(6)) {
        case 0 ->
            "CASE WHEN "
                + condition(columns)
                + " THEN "
                + of(columns)
                + " ELSE "
                + of(columns)
                + " END";
        case 1 -> "coalesce(" + of(columns) + ", " + of(columns) + ", -1)";
        case 2 -> "if(" + condition(columns) + ", " + of(columns) + ", NULL)";
        case 3 -> of(columns) + " + " + of(columns);
        default -> of(columns);
      };
    }

    private String condition(List<String> columns) {
      String one =
          of(columns) + List.of(" > ", " <= ", " = ").get(random.nextInt(3)) + random.nextInt(9);
      return switch (random.nextInt(6)) {
        case 0 -> "(" + one + " OR " + of(columns) + " > " + random.nextInt(9) + ")";
        case 1 -> "(" + one + " AND " + of(columns) + " > " + random.nextInt(5) + ")";
        case 2 -> of(columns) + " IS NOT NULL";
        case 3 -> "NOT (" + one + ")";
        case 4 -> one;
        default -> "m.id >= " + random.nextInt(40);
      };
    }
  }
}
