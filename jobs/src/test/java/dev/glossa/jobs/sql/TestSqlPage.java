package dev.glossa.jobs.sql;

import static org.assertj.core.api.Assertions.assertThat;

import dev.glossa.jobs.LocalSpark;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;

/** The page about SQL functions: its examples run, and its table has every function. */
class TestSqlPage {
  private static final Path ROOT = Path.of(System.getProperty("project.root"));
  private static final Pattern BLOCK = Pattern.compile("```sql\n(.*?)```", Pattern.DOTALL);
  private static final Pattern LISTED = Pattern.compile("(?m)^\\| `(ai_\\w+)\\(");

  private static String page() throws Exception {
    return Files.readString(ROOT.resolve("docs/sql.md"));
  }

  @Test
  void examplesRun() throws Exception {
    SparkSession spark = LocalSpark.session().newSession();
    for (String model : List.of("gpt2-mini", "bart-mini", "bert-mini")) {
      spark.conf().set("spark.glossa.models." + model + ".path", ROOT + "/data/models/" + model);
    }
    List<String> statements =
        BLOCK
            .matcher(page())
            .results()
            .flatMap(block -> Stream.of(block.group(1).split(";\\s*\n")))
            .filter(statement -> !statement.isBlank())
            .toList();
    assertThat(statements).hasSizeGreaterThan(12);
    for (String statement : statements) {
      List<Row> rows = spark.sql(statement).collectAsList();
      if (statement.startsWith("SELECT")) {
        assertThat(rows).as(statement).isNotEmpty();
      }
    }
  }

  @Test
  void everyFunctionIsListed() throws Exception {
    List<String> listed =
        LISTED.matcher(page()).results().map(match -> match.group(1)).sorted().toList();
    List<String> there =
        LocalSpark.session().sql("SHOW FUNCTIONS LIKE 'ai_*'").collectAsList().stream()
            .map(row -> row.getString(0))
            .sorted()
            .toList();
    assertThat(listed).isEqualTo(there);
  }
}
