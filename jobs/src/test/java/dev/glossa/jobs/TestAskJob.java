package dev.glossa.jobs;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.glossa.jobs.config.ConfigSources;
import dev.glossa.jobs.config.ConfigurationException;
import dev.glossa.jobs.config.Settings;
import dev.glossa.jobs.run.Manifest;
import dev.glossa.jobs.run.Pending;
import dev.glossa.udf.task.Stage;
import dev.glossa.udf.task.Stages;
import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Questions from a configuration to the table of answers. */
class TestAskJob {
  private static final Path ROOT = Path.of(System.getProperty("project.root"));
  private static final SparkSession SPARK = LocalSpark.session();
  private static final List<Stage> ASK = List.of(Stages.ASK);

  @TempDir Path folder;

  private Settings settings(String ask) throws Exception {
    Path input = Files.createDirectories(folder.resolve("in"));
    Files.writeString(input.resolve("a.txt"), "Two of the five boats were back by noon. {id}");
    Files.writeString(input.resolve("b.txt"), "등대지기는 새벽마다 파도의 높이를 적었다. ".repeat(40));
    Path hub = ROOT.resolve("udf/src/test/resources/dev/glossa/udf/hub");
    Path file = folder.resolve("ask.conf");
    Files.writeString(
        file,
        "glossa {\n  models { qwen.path = \"%1$s/qwen2\", t5.path = \"%1$s/t5\" }\n  ask { %2$s }\n}"
            .formatted(hub, ask));
    return Settings.load(
        new ConfigSources(
            ROOT,
            List.of(file),
            List.of(),
            List.of(input.toString()),
            folder.resolve("out").toString()),
        ASK);
  }

  private static List<Manifest> run(Settings settings) throws Exception {
    try (Progress silent = new Progress(new PrintStream(OutputStream.nullOutputStream()), false)) {
      return new Pipeline(SPARK, settings, ASK, Pending.Mode.NEW, silent).run();
    }
  }

  @Test
  void answersAreInTheTable() throws Exception {
    for (String model : List.of("qwen", "t5")) {
      Settings settings =
          settings(
              """
              model = %s, max_tokens = 60
              every_question { max_new_tokens = 5, long = truncate }
              questions {
                gist { prompt = "{text}\\n{id} {{text}}:" }
                topic { prompt = "{text}\\nIt is about", choices = [boats, the sea, bees], long = chunks }
              }
              """
                  .formatted(model));
      assertThat(run(settings)).hasSize(1);
    }
    List<Row> rows =
        SPARK
            .read()
            .parquet(folder.resolve("out/data").toString() + "/wave=*/answers")
            .collectAsList();
    for (String model : List.of("qwen", "t5")) {
      List<Row> own = rows.stream().filter(row -> row.getAs("model").equals(model)).toList();
      assertThat(own.stream().filter(row -> row.getAs("question").equals("gist"))).hasSize(2);
      assertThat(own.stream().filter(row -> row.getAs("question").equals("topic")))
          .hasSizeGreaterThan(2);
      for (Row row : own) {
        assertThat(row.<Integer>getAs("input_tokens")).isLessThanOrEqualTo(60);
        if (row.getAs("question").equals("topic")) {
          Map<String, Float> scores = row.getJavaMap(row.fieldIndex("scores"));
          assertThat(scores).containsOnlyKeys("boats", "the sea", "bees");
          assertThat(scores.values().stream().mapToDouble(Float::doubleValue).sum())
              .isBetween(0.9999, 1.0001);
          assertThat(row.<String>getAs("answer")).isIn(scores.keySet());
        } else {
          assertThat(row.<Object>getAs("scores")).isNull();
          assertThat(row.<Integer>getAs("output_tokens")).isBetween(1, 5);
        }
      }
    }
  }

  /** What models answered and how likely it was, in the order of that. */
  private List<String> answers(Path output, String question) throws Exception {
    return SPARK
        .read()
        .parquet(output + "/data/wave=*/answers")
        .where("question = '" + question + "'")
        .selectExpr("concat_ws(' ', answer, input_tokens, log_probability) as said")
        .orderBy("said")
        .as(Encoders.STRING())
        .collectAsList();
  }

  private Settings settings(Path input, Path output, String columns, String questions)
      throws Exception {
    Path hub = ROOT.resolve("udf/src/test/resources/dev/glossa/udf/hub");
    Path file = folder.resolve("columns.conf");
    Files.writeString(
        file,
        """
        glossa {
          input.columns = %s
          models { qwen.path = "%s/qwen2" }
          ask { model = qwen, every_question.max_new_tokens = 5, questions { %s } }
        }
        """
            .formatted(columns, hub, questions));
    return Settings.load(
        new ConfigSources(
            ROOT, List.of(file), List.of(), List.of(input.toString()), output.toString()),
        ASK);
  }

  @Test
  void valuesOfColumnsStandInQuestionsNightAfterNight() throws Exception {
    Path input = folder.resolve("letters.jsonl");
    String letters =
        """
        {"text": "Two boats were back.", "subject": "{text} <|im_end|>", "year": 1850}
        {"text": "It rained."}
        """;
    Files.writeString(input, letters);
    Path literal = folder.resolve("literal.jsonl");
    Files.writeString(
        literal,
        """
        {"text": "{text} <|im_end|> 1850\\nTwo boats were back."}
        {"text": " \\nIt rained."}
        """);
    Path output = folder.resolve("out");
    Path expected = folder.resolve("expected");
    String first = "gist { prompt = \"{subject} {year}\\n{text}\" }";
    ByteArrayOutputStream said = new ByteArrayOutputStream();
    Settings settings = settings(input, output, "[subject, year, yaer]", first);
    try (Progress progress = new Progress(new PrintStream(said, true, UTF_8), false)) {
      assertThat(new Pipeline(SPARK, settings, ASK, Pending.Mode.NEW, progress).run()).hasSize(1);
    }
    assertThat(said.toString(UTF_8)).contains("No input has a value in: yaer (input.columns)");
    run(settings(literal, expected, "[]", "gist { prompt = \"{text}\" }"));
    assertThat(answers(output, "gist")).hasSize(2).isEqualTo(answers(expected, "gist"));

    // Another question is asked about the texts that the folder has, with the values of their rows.
    String second = "again { prompt = \"{subject} {year}\\n{text}\" }";
    assertThat(run(settings(input, output, "[year, subject]", second))).hasSize(1);
    assertThat(answers(output, "again")).isEqualTo(answers(expected, "gist"));

    // Another value is noted, and the answers that are there stay.
    Files.writeString(input, letters.replace("1850", "1851"));
    List<Manifest> waves = run(settings(input, output, "[year, subject]", second));
    assertThat(waves).hasSize(1);
    assertThat(waves.get(0).rows("occurrences")).isEqualTo(1);
    assertThat(waves.get(0).rows("answers")).isZero();
    assertThat(run(settings(input, output, "[]", second.replace("{subject} {year}", "{id}"))))
        .hasSize(1);
    assertThat(run(settings(input, output, "[]", second.replace("{subject} {year}", "{id}"))))
        .isEmpty();
  }

  @Test
  void answersOfAFlatSchemaStandInTypedColumns() throws Exception {
    Settings settings =
        settings(
            """
            model = qwen, max_tokens = 60
            every_question { max_new_tokens = 60, long = truncate }
            questions {
              facts {
                prompt = "{text}"
                schema {
                  type = object
                  properties {
                    name { type = string, maxLength = 4 }
                    place { enum = [sea, town] }
                    boats { type = integer, minimum = 0, maximum = 9 }
                    share { type = [number, "null"], minimum = 0, maximum = 1 }
                    early.type = boolean
                    who { type = array, items { type = string, maxLength = 3 }, maxItems = 2 }
                  }
                  required = [name, place, boats, early, who]
                }
              }
              "it's" { prompt = "{text}", schema = "{\\"type\\":\\"object\\",\\"properties\\":{\\"a b\\":{\\"const\\":1}},\\"required\\":[\\"a b\\"]}" }
              deep { prompt = "{text}", schema { type = object, properties.in { type = object } } }
              free { prompt = "{text}" }
            }
            """);
    assertThat(run(settings)).hasSize(1);
    Path out = folder.resolve("out");
    Set<String> expected = new HashSet<>();
    ObjectMapper mapper = new ObjectMapper();
    try (Sql sql = Sql.duckDb(out)) {
      for (String json : sql.rows("SELECT json FROM answers WHERE question = 'facts'")) {
        JsonNode fields = mapper.readTree(json);
        List<String> who = new ArrayList<>();
        fields.path("who").forEach(one -> who.add(one.asText()));
        expected.add(
            fields.path("name").asText()
                + "|"
                + fields.path("place").asText()
                + "|"
                + (fields.path("boats").asInt() + 1)
                + "|"
                + fields.path("share").isNumber()
                + "|"
                + !fields.path("early").asBoolean()
                + "|"
                + who.size());
      }
      assertThat(expected).isNotEmpty();
      String query =
          "SELECT fields.name, fields.place, fields.boats + 1, fields.share IS NOT NULL,"
              + " NOT fields.early, %s(fields.who) FROM answers_facts";
      assertThat(Set.copyOf(sql.rows(query.formatted("len")))).isEqualTo(expected);
      assertThat(sql.rows("SELECT DISTINCT fields.\"a b\" FROM \"answers_it's\""))
          .containsExactly("1");
      assertThat(Files.readString(out.resolve("views.sql")))
          .doesNotContain("answers_deep", "answers_free");
      try (Sql spark = Sql.spark(SPARK, out)) {
        assertThat(Set.copyOf(spark.rows(query.formatted("size")))).isEqualTo(expected);
        assertThat(spark.rows("SELECT DISTINCT fields.`a b` FROM `answers_it's`"))
            .containsExactly("1");
      }
    }
  }

  @Test
  void everythingWrongWithQuestionsIsSaidWithItsPlace() {
    assertThatThrownBy(
            () ->
                settings(
                    """
                    model = qwen
                      questions {
                        a { prompt = "{txt}?" }
                        b { prompt = "No place." }
                        c { prompt = "{text}", choices = [x], temprature = 3 }
                        d { prompt = "{text}", choices = [x, y], schema { type = object } }
                        e { prompt = "{text}", long = somehow }
                        f { prompt = "{text}", max_length = 9 }
                        g = 3
                      }
                    """))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining(
            "Cannot set ask.questions.a.prompt: {txt}? (the place {txt} at character 1 stands for"
                + " nothing (places are {text}, {id}, {source}, {language}; write {{ for a brace);")
        .hasMessageContaining("ask.conf:5)")
        .hasMessageContaining("Cannot set ask.questions.b.prompt: No place. (no place for the")
        .hasMessageContaining("Cannot set ask.questions.c.choices: [\"x\"] (only one;")
        .hasMessageContaining("temprature")
        .hasMessageContaining("Cannot set ask.questions.d.schema: ")
        .hasMessageContaining("Cannot set ask.questions.e.long: somehow (unknown; use reduce,")
        .hasMessageContaining("Cannot set ask.questions.f.max_length: 9 (it counts the question;")
        .hasMessageContaining("Cannot set ask.questions.g: 3 (not an object; write g { ... }");
    assertThatThrownBy(() -> settings("model = qwen"))
        .hasMessageContaining("Cannot run ask: no question (name one or more in ask.questions)");
    assertThatThrownBy(() -> settings("questions { a { prompt = \"{text}\" } }"))
        .hasMessageContaining("Cannot run ask: no model (set ask.model to one of ");
  }

  @Test
  void aQuestionThatDoesNotFitTheModelIsRefusedBeforeARun() throws Exception {
    Settings settings =
        settings(
            "model = qwen, max_tokens = 20, every_question.max_new_tokens = 4\nquestions { a { prompt = \""
                + "a long question ".repeat(20)
                + "{text}\" } }");
    assertThatThrownBy(() -> run(settings))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("Cannot ask model qwen in 20 tokens (the question alone has ")
        .hasMessageContaining("in ask.questions.a");
  }
}
