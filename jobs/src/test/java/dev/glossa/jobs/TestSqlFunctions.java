package dev.glossa.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.glossa.jobs.config.ConfigSources;
import dev.glossa.jobs.config.Settings;
import dev.glossa.jobs.run.Pending;
import dev.glossa.udf.task.Stage;
import dev.glossa.udf.task.Stages;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.sql.AnalysisException;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** SQL functions give what a job writes into its tables. */
class TestSqlFunctions {
  private static final Path ROOT = Path.of(System.getProperty("project.root"));
  private static final SparkSession SPARK = LocalSpark.session().newSession();
  private static final List<Stage> STAGES =
      List.of(
          Stages.TOKENIZE,
          Stages.EMBED,
          Stages.ATTENTION,
          Stages.NEXT_TOKEN,
          Stages.CLASSIFY,
          Stages.ENTITIES,
          Stages.SUMMARIZE,
          Stages.ASK);

  private static final String SETTINGS =
      """
      glossa {
        models {
          nli.path = "HUB/bart-classify", ner.path = "HUB/modernbert-tokens", qwen.path = "HUB/qwen2"
          gpt2-mini.path = "MODELS/gpt2-mini", bart-mini.path = "MODELS/bart-mini"
          bert-mini.path = "MODELS/bert-mini"
        }
        tokenize.tokenizers = [gpt2-mini]
        attention.models = [bert-mini]
        next_token { temperatures = [1.0], top_k = 4 }
        classify { model = nli, labels = [the sea, bees], max_tokens = 60 }
        entities { model = ner, max_tokens = 100 }
        summarize { strategies = [abstractive], generation { num_beams = 1, max_length = 8, min_length = 0 } }
        ask {
          model = qwen
          every_question { max_new_tokens = 5, long = truncate }
          questions {
            gen { prompt = "{text}" }
            mood { prompt = ${glossa.functions.ai_analyze_sentiment.prompt}, choices = [positive, negative, neutral, mixed] }
          }
        }
        functions.ai_analyze_sentiment.prompt = "{text} It is"
      }
      """;

  @TempDir static Path folder;

  @BeforeAll
  static void run() throws Exception {
    Path input = Files.createDirectories(folder.resolve("in"));
    List<String> texts = new ArrayList<>();
    texts.add("Two of the five boats were back by noon, and their nets were full. 🙂");
    texts.add("등대지기는 새벽마다 파도의 높이를 적었다. ".repeat(40));
    texts.add("The keeper wrote down every ship. ".repeat(30));
    for (int i = 0; i < 6; i++) {
      texts.add("Note " + i + ". The lamp in window " + i + " was lit, and nobody knew why.");
    }
    for (int i = 0; i < texts.size(); i++) {
      Files.writeString(input.resolve(i + ".txt"), texts.get(i));
    }
    Path file = folder.resolve("sql.conf");
    Files.writeString(
        file,
        SETTINGS
            .replace("HUB", ROOT + "/udf/src/test/resources/dev/glossa/udf/hub")
            .replace("MODELS", ROOT + "/data/models"));
    Settings settings =
        Settings.load(
            new ConfigSources(
                ROOT,
                List.of(file),
                List.of(),
                List.of(input.toString()),
                folder.resolve("out").toString()),
            STAGES);
    try (Progress silent = new Progress(new PrintStream(OutputStream.nullOutputStream()), false)) {
      new Pipeline(SPARK, settings, STAGES, Pending.Mode.NEW, silent).run();
    }
    SPARK.conf().set("spark.glossa.config", file.toString());
    SPARK
        .createDataset(texts, org.apache.spark.sql.Encoders.STRING())
        .toDF("text")
        .repartition(3)
        .createOrReplaceTempView("texts");
  }

  private static Map<String, String> byKey(String sql) {
    Map<String, String> values = new TreeMap<>();
    for (Row row : SPARK.sql(sql).collectAsList()) {
      values.put(row.getString(0), row.getString(1));
    }
    return values;
  }

  private static String table(String name) {
    return "parquet.`" + folder.resolve("out/data") + "/wave=*/" + name + "`";
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "ai_sentences(text) | sentences | sentence, begin, end, words, text",
        "ai_entities(text)  | entities  | model, entity, begin, end, text, label, score",
        "array(ai_tokens(text)) | tokens | tokenizer, ids, tokens, begins, ends",
        "ai_next_token(text) | next_token | model, temperature, rank, id, token, probability,"
            + " log_probability, prompt_end, target_id, target_surprisal",
        "ai_surprisal(text) | surprisal | model, chunk, begin, end, ids, tokens, begins, ends,"
            + " surprisals",
        "ai_attention(text) | attention | model, chunk, part, layer, head, positions, entropy,"
            + " largest_weight, mean_distance, self_share, previous_share, first_share"
      })
  void rowsAreThoseOfTheTable(String call, String table, String columns) {
    Map<String, String> expected =
        byKey(
            "SELECT key, to_json(sort_array(collect_list(struct("
                + columns
                + ")))) FROM "
                + table(table)
                + " GROUP BY key");
    Map<String, String> given =
        byKey("SELECT sha2(text, 256), to_json(sort_array(" + call + ")) FROM texts");
    given.values().removeIf("[]"::equals);
    assertThat(given).isNotEmpty().isEqualTo(expected);
  }

  @Test
  void sentencesFollowTheSetting() {
    String call = "SELECT ai_sentences('Mr. A left?! (So.)').words";
    List<String> found = new ArrayList<>();
    for (String choice : List.of("spark-nlp", "icu", "off")) {
      SPARK.conf().set("spark.glossa.tokenize.sentences", choice);
      found.add(SPARK.sql(call).first().getList(0).toString());
    }
    SPARK.conf().unset("spark.glossa.tokenize.sentences");
    assertThat(found.get(1)).contains("?, !").isNotEqualTo(found.get(0));
    assertThat(found.get(2)).isEqualTo(found.get(0));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "cast(ai_count_tokens(text) as string) | cast(size(ids) as string) | tokens | true",
        "ai_summarize(text) | summary | summaries | true",
        "ai_classify(text, array('the sea', 'bees')) | label | labels | true",
        "ai_gen(text) | answer | answers | question = 'gen'",
        "ai_query('qwen', text) | answer | answers | question = 'gen'",
        "ai_analyze_sentiment(text) | answer | answers | question = 'mood'",
        "try_ai_gen(text).result | answer | answers | question = 'gen'"
      })
  void valuesAreThoseOfTheTable(String call, String column, String table, String where) {
    Map<String, String> expected =
        byKey("SELECT key, " + column + " FROM " + table(table) + " WHERE " + where);
    assertThat(byKey("SELECT sha2(text, 256), " + call + " FROM texts")).isEqualTo(expected);
  }

  @Test
  void vectorsAreThoseOfTheTableToTheBit() {
    String alone =
        " FROM "
            + table("vectors")
            + " WHERE key NOT IN (SELECT key FROM "
            + table("vectors")
            + " WHERE chunk > 0)";
    Map<String, String> expected = byKey("SELECT key, to_json(struct(vector))" + alone);
    Map<String, String> given =
        byKey("SELECT sha2(text, 256), to_json(struct(ai_embed(text) AS vector)) FROM texts");
    assertThat(given).hasSize(9).containsAllEntriesOf(expected);
    assertThat(expected).hasSizeGreaterThan(6);
    List<Row> cosines =
        SPARK
            .sql(
                "SELECT ai_similarity(a.text, b.text) FROM texts a CROSS JOIN texts b WHERE a.text ="
                    + " b.text")
            .collectAsList();
    assertThat(cosines)
        .hasSize(9)
        .allSatisfy(row -> assertThat(row.getFloat(0)).isBetween(0.99999f, 1.00001f));
  }

  @Test
  void optionsChangeOneCall() {
    Row row =
        SPARK
            .sql(
                "SELECT ai_summarize(text, 3) words, ai_count_tokens(text, map('model', 'bert-mini'))"
                    + " other, ai_count_tokens(text) own, size(ai_next_token(text, 7)) likely,"
                    + " ai_gen(text, map('max_new_tokens', '1', 'model', 'gpt2-mini')) short,"
                    + " ai_classify(text, array('boats', 'bees', 'snow')) label,"
                    + " ai_mask(text, array('LOC', 'per')) masked"
                    + " FROM texts WHERE text LIKE 'Two of%'")
            .first();
    assertThat(row.<String>getAs("words").split("\\s+")).hasSizeLessThanOrEqualTo(3);
    assertThat(row.<Integer>getAs("other")).isNotEqualTo(row.<Integer>getAs("own"));
    assertThat(row.<Integer>getAs("likely")).isEqualTo(7);
    assertThat(row.<String>getAs("label")).isIn("boats", "bees", "snow");
    // As in TestLabelJobs: units 3 to 4 and 10 to 15.
    assertThat(row.<String>getAs("masked"))
        .isEqualTo(
            "Two[MASKED]of the[MASKED] boats were back by noon, and their nets were full. 🙂");
  }

  @Test
  void answersHaveTheFormThatTheCallAsksFor() {
    Row row =
        SPARK
            .sql(
                "SELECT try_ai_extract('At sea.', array('place', 'time of day'), map('prompt',"
                    + " '{text}', 'max_new_tokens', '60')) found, ai_translate(text, 'Korean') other,"
                    + " ai_fix_grammar(text) better FROM texts WHERE text LIKE 'Two of%'")
            .first();
    Row found = row.getAs("found");
    StructType type = (StructType) found.schema().apply("result").dataType();
    assertThat(type.fieldNames()).containsExactly("place", "time of day");
    // A model of random weights does not come to the end of what it writes.
    assertThat(found.isNullAt(0) ? found.getString(1) : "").matches("|INCOMPLETE_JSON: .*");
    assertThat(row.<String>getAs("other")).isNotNull();
    assertThat(row.<String>getAs("better")).isNotNull();
  }

  @Test
  void aRowThatFailsEndsTheQueryWithItsCodeAndWithoutItsText() {
    String query = "SELECT ai_count_tokens(t) FROM VALUES ('secret'), (''), (NULL) AS x(t)";
    assertThatThrownBy(() -> SPARK.sql(query).collectAsList())
        .hasMessageContaining("Cannot compute ai_count_tokens for a row: EMPTY_TEXT")
        .hasMessageContaining("try_ai_count_tokens")
        .hasMessageNotContaining("secret");
    List<Row> tried =
        SPARK
            .sql("SELECT t, try_ai_count_tokens(t) r FROM VALUES ('secret'), (''), (NULL) AS x(t)")
            .collectAsList();
    assertThat(tried.get(0).getStruct(1).getInt(0)).isPositive();
    assertThat(tried.get(1).getStruct(1).getString(1)).startsWith("EMPTY_TEXT: ");
    assertThat(tried.get(2).isNullAt(1)).isTrue();
    SPARK.conf().set("spark.glossa.fail_on_error", "false");
    try {
      assertThat(SPARK.sql(query).collectAsList())
          .extracting(row -> row.isNullAt(0))
          .containsExactly(false, true, true);
    } finally {
      SPARK.conf().unset("spark.glossa.fail_on_error");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "ai_embed(text, map('model', 'berd')) | no model is defined as berd",
        "ai_embed(text, map('poling', 'mean')) | did you mean embed.pooling?",
        "ai_embed(1) | of type INT (give a string, such as CAST(1 AS STRING))",
        "ai_classify(text, array(text)) | differs from row to row",
        "ai_query(text, text) | differs from row to row",
        "ai_next_token(text, 0) | give a whole number from 1 to 1000",
        "ai_summarize() | use ai_summarize(text[, max_words][, options])",
        "ai_entities(text, map('model', 'bert-mini')) | not a model that",
        "transform(array(text), t -> ai_count_tokens(t)) | explode the array"
      })
  void whatCannotBeIsSaidBeforeAJob(String call, String message) {
    assertThatThrownBy(() -> SPARK.sql("SELECT " + call + " FROM texts").collectAsList())
        .isInstanceOf(AnalysisException.class)
        .hasMessageContaining(message);
  }

  @Test
  void aFunctionWithoutAModelSaysWhichKeyToSet() {
    SparkSession bare = LocalSpark.session().newSession();
    assertThatThrownBy(() -> bare.sql("SELECT ai_gen('Hello')").collectAsList())
        .isInstanceOf(AnalysisException.class)
        .hasMessageContaining("set spark.glossa.ask.model to one of bart-mini");
  }

  @Test
  void explainShowsModelsAndBatches() {
    String plan = SPARK.sql("EXPLAIN SELECT ai_embed(text) FROM texts").first().getString(0);
    assertThat(plan).contains("EvaluateCalls", "[embed, model bert-mini, batches of 2048 tokens]");
    assertThat(SPARK.sql("DESCRIBE FUNCTION ai_embed").collectAsList().toString())
        .contains("ai_embed(text[, options]) - The vector of a text");
  }
}
