package dev.glossa.jobs.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.glossa.jobs.LocalSpark;
import dev.glossa.udf.spark.ml.AttentionStatistics;
import dev.glossa.udf.spark.ml.NextToken;
import dev.glossa.udf.spark.ml.Summarizer;
import dev.glossa.udf.spark.ml.TextClassifier;
import dev.glossa.udf.spark.ml.TextEmbedder;
import dev.glossa.udf.spark.ml.TextGenerator;
import dev.glossa.udf.spark.ml.TextTransformer;
import dev.glossa.udf.spark.ml.TokenClassifier;
import dev.glossa.udf.spark.ml.Tokenizer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.spark.ml.Pipeline;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.ml.classification.LogisticRegression;
import org.apache.spark.ml.clustering.KMeans;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.FunctionIdentifier;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** Transformers of Spark ML against the functions of SQL that they stand for. */
class TestTransformers {
  private static final Path ROOT = Path.of(System.getProperty("project.root"));
  private static final Path SMALL =
      ROOT.resolve("udf/src/test/resources/dev/glossa/udf/hub").toAbsolutePath();
  private static final Map<String, String> SETTINGS =
      Map.of(
          "models.gpt2-mini.path", ROOT + "/data/models/gpt2-mini",
          "models.bart-mini.path", ROOT + "/data/models/bart-mini",
          "models.bert-mini.path", ROOT + "/data/models/bert-mini",
          "models.nli.path", SMALL + "/bart-classify",
          "models.ner.path", SMALL + "/modernbert-tokens",
          "classify.model", "nli",
          "entities.model", "ner",
          "ask.model", "gpt2-mini",
          "ask.every_question.max_new_tokens", "4");

  @TempDir Path folder;
  private final SparkSession spark = session(SETTINGS);

  private static SparkSession session(Map<String, String> settings) {
    SparkSession session = LocalSpark.session().newSession();
    settings.forEach((key, value) -> session.conf().set("spark.glossa." + key, value));
    return session;
  }

  /** Spark ML saves and loads in the session that the thread works in. */
  @BeforeEach
  void active() {
    SparkSession.setActiveSession(spark);
  }

  private static Dataset<Row> mails(SparkSession session) {
    return session.sql(
        "SELECT * FROM VALUES (1, 'Two of the five boats were back by noon.', 1.0),"
            + " (2, 'The keeper of the light wrote down the height of the waves.', 0.0),"
            + " (3, 'Their nets were full, and so were the nets of the others.', 1.0),"
            + " (4, cast(NULL AS STRING), 0.0), (5, 'It rained on the harbour.', 0.0)"
            + " AS mails(id, body, label)");
  }

  private record Case(TextTransformer<?> transformer, String sql) {}

  @TestFactory
  Stream<DynamicTest> givesWhatTheFunctionGives() {
    return Stream.of(
            new Case(new Tokenizer(), "ai_tokens(body)"),
            new Case(
                new Tokenizer().setModel("bert-mini"),
                "ai_tokens(body, map('model', 'bert-mini'))"),
            new Case(
                new Summarizer().setOptions(Map.of("generation.max_length", "12")),
                "ai_summarize(body, map('generation.max_length', '12'))"),
            new Case(
                new Summarizer().setMaxWords(2).setOptions(Map.of("generation.max_length", "9")),
                "ai_summarize(body, 2, map('generation.max_length', '9'))"),
            new Case(new TextGenerator(), "ai_gen(body)"),
            new Case(
                new TextGenerator().setOptions(Map.of("max_new_tokens", "2")),
                "ai_gen(body, map('max_new_tokens', '2'))"),
            new Case(new TextClassifier(), "ai_classify(body)"),
            new Case(
                new TextClassifier().setLabels("the sea", "bees"),
                "ai_classify(body, array('the sea', 'bees'))"),
            new Case(new TokenClassifier(), "ai_entities(body)"),
            new Case(new NextToken().setK(3), "ai_next_token(body, 3)"),
            new Case(
                new NextToken().setOptions(Map.of("prompt_tokens", "4")),
                "ai_next_token(body, map('prompt_tokens', '4'))"),
            new Case(
                new AttentionStatistics().setModel("bert-mini"),
                "ai_attention(body, map('model', 'bert-mini'))"))
        .map(one -> DynamicTest.dynamicTest(one.sql(), () -> check(one)));
  }

  private void check(Case one) {
    TextTransformer<?> transformer = one.transformer().copy(new ParamMap());
    transformer.setInputCol("body").setOutputCol("made");
    Dataset<Row> made = transformer.transform(mails(spark));
    StructType told = transformer.transformSchema(mails(spark).schema());
    assertThat(made.schema().fieldNames()).containsExactly("id", "body", "label", "made");
    assertThat(made.schema().apply("made").dataType()).isEqualTo(told.apply("made").dataType());
    List<Row> rows = made.select("id", "made").collectAsList();
    assertThat(rows)
        .isEqualTo(mails(spark).selectExpr("id", one.sql() + " AS made").collectAsList());
    assertThat(rows).filteredOn(row -> row.getInt(0) != 4).allMatch(row -> !row.isNullAt(1));

    transformer.setErrorCol("error");
    List<Row> tried =
        transformer.transform(mails(spark)).select("id", "made", "error").collectAsList();
    assertThat(tried).extracting(row -> row.get(1)).isEqualTo(values(rows));
    assertThat(tried).allMatch(row -> row.isNullAt(2));
  }

  private static List<Object> values(List<Row> rows) {
    return rows.stream().map(row -> row.get(1)).toList();
  }

  @Test
  void givesVectorsOfSparkMl() {
    TextEmbedder embedder = new TextEmbedder().setInputCol("body").setOutputCol("vector");
    List<Row> rows = embedder.transform(mails(spark)).select("id", "vector").collectAsList();
    List<Row> arrays = mails(spark).selectExpr("id", "ai_embed(body)").collectAsList();
    assertThat(rows).hasSize(5);
    for (int i = 0; i < rows.size(); i++) {
      if (arrays.get(i).isNullAt(1)) {
        assertThat(rows.get(i).isNullAt(1)).isTrue();
        continue;
      }
      double[] wanted =
          arrays.get(i).<Float>getList(1).stream().mapToDouble(Float::doubleValue).toArray();
      assertThat(((Vector) rows.get(i).get(1)).toArray()).isEqualTo(wanted);
    }
  }

  @Test
  void errorsStandInAColumnOfTheirOwn() {
    NextToken transformer =
        new NextToken().setInputCol("body").setOutputCol("next").setErrorCol("why").setK(2);
    Dataset<Row> rows = spark.sql("SELECT explode(array('', 'The boats')) AS body");
    List<Row> made = transformer.transform(rows).collectAsList();
    assertThat(made.get(0).isNullAt(1)).isTrue();
    assertThat(made.get(0).getString(2)).contains(": ");
    assertThat(made.get(1).getList(1)).hasSize(2);
    assertThat(made.get(1).isNullAt(2)).isTrue();
  }

  @Test
  void aSavedPipelineGivesTheSameRowsInAnotherSession() throws Exception {
    Pipeline pipeline =
        new Pipeline()
            .setStages(
                new PipelineStage[] {
                  new TextEmbedder()
                      .setInputCol("body")
                      .setOutputCol("vector")
                      .setModel("bert-mini")
                      .setOptions(Map.of("max_tokens", "40")),
                  new KMeans()
                      .setK(2)
                      .setSeed(7)
                      .setMaxIter(2)
                      .setFeaturesCol("vector")
                      .setPredictionCol("kind"),
                  new LogisticRegression().setFeaturesCol("vector").setMaxIter(2)
                });
    PipelineModel model = pipeline.fit(mails(spark).where("body IS NOT NULL"));
    String path = folder.resolve("model").toString();
    model.save(path);
    pipeline.save(folder.resolve("pipeline").toString());
    List<Row> rows = results(model, spark);
    assertThat(rows).hasSize(4);

    SparkSession other = session(SETTINGS);
    SparkSession.setActiveSession(other);
    assertThat(results(PipelineModel.load(path), other)).isEqualTo(rows);
    Pipeline untrained = Pipeline.load(folder.resolve("pipeline").toString());
    TextEmbedder embedder = (TextEmbedder) untrained.getStages()[0];
    assertThat(embedder.explainParams()).contains("model", "bert-mini", "{max_tokens=40}");
  }

  private static List<Row> results(PipelineModel model, SparkSession session) {
    return model
        .transform(mails(session).where("body IS NOT NULL"))
        .select("id", "vector", "kind", "probability", "prediction")
        .collectAsList();
  }

  @Test
  void aChangedModelIsNotLoadedUnlessTheSessionAllowsIt() throws Exception {
    String path = folder.resolve("transformer").toString();
    new TextClassifier().setInputCol("body").setLabels("the sea", "bees").save(path);
    Path changed = Files.createDirectory(folder.resolve("changed"));
    try (Stream<Path> files = Files.list(SMALL.resolve("bart-classify"))) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Files.copy(file, changed.resolve(file.getFileName()));
      }
    }
    byte[] weights = Files.readAllBytes(changed.resolve("model.safetensors"));
    weights[weights.length - 2] ^= 1;
    Files.write(changed.resolve("model.safetensors"), weights);

    SparkSession other = session(SETTINGS);
    other.conf().set("spark.glossa.models.nli.path", changed.toString());
    SparkSession.setActiveSession(other);
    assertThatThrownBy(() -> TextClassifier.load(path))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageMatching(
            "(?s)Cannot load TextClassifier: .*saved with nli of .*bart-classify \\(fingerprint"
                + " ([0-9a-f]{64})\\), and this session has nli of .*changed \\(fingerprint"
                + " (?!\\1)[0-9a-f]{64}\\); .*allow_changed_model=true\\)");
    other.conf().set("spark.glossa.allow_changed_model", "true");
    TextClassifier loaded = TextClassifier.load(path);
    assertThat(loaded.getOrDefault(loaded.labels())).containsExactly("the sea", "bees");
    assertThat(loaded.setOutputCol("made").transform(mails(other)).collectAsList()).hasSize(5);
  }

  @Test
  void whatIsSavedNamesThePlaceAndFingerprintOfEachModel() throws Exception {
    Path path = folder.resolve("tokenizer");
    new Tokenizer().setInputCol("body").setModel("ner").save(path.toString());
    String metadata = Files.readString(path.resolve("metadata/part-00000"));
    assertThat(metadata)
        .contains("\"models\":{\"ner\":{\"place\":\"" + SMALL)
        .contains("fingerprint");
    assertThat(metadata).containsPattern("\"fingerprint\":\"[0-9a-f]{64}\"");
  }

  @Test
  void refusesParamsThatCannotBe() {
    for (Runnable wrong :
        List.<Runnable>of(
            () -> new NextToken().setK(0),
            () -> new NextToken().setK(1001),
            () -> new Summarizer().setMaxWords(-1),
            () -> new TextClassifier().setLabels(),
            () -> new TextClassifier().setLabels("a", " "),
            () -> new TextClassifier().setLabels("a", "a"),
            () -> new Tokenizer().setInputCol(" "),
            () -> new Tokenizer().setOptions(Map.of("model", "bert-mini")))) {
      assertThatThrownBy(wrong::run)
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("given invalid value");
    }
  }

  @Test
  void everyParamIsDocumented() {
    for (TextTransformer<?> transformer :
        List.of(new Tokenizer(), new Summarizer(), new TextClassifier(), new NextToken())) {
      assertThat(transformer.params())
          .hasSizeGreaterThanOrEqualTo(5)
          .allSatisfy(param -> assertThat(param.doc()).hasSizeGreaterThan(10));
    }
  }

  @Test
  void refusesColumnsThatCannotBe() {
    StructType schema = mails(spark).schema();
    assertThatThrownBy(() -> new Tokenizer("t").transformSchema(schema))
        .hasMessage("Cannot use t: no inputCol (set it to the name of a column of texts)");
    assertThatThrownBy(() -> new Tokenizer("t").setInputCol("text").transformSchema(schema))
        .hasMessage(
            "Cannot read the column text: it is not there (set inputCol of t to one of id, body,"
                + " label)");
    assertThatThrownBy(() -> new Tokenizer("t").setInputCol("id").transformSchema(schema))
        .hasMessage(
            "Cannot read the column id: it is of type INT (t reads strings; cast it before)");
    Tokenizer same = new Tokenizer("t").setInputCol("body").setOutputCol("label");
    assertThatThrownBy(() -> same.transformSchema(schema))
        .hasMessage(
            "Cannot add the column label: it is there already (set outputCol of t to another name)");
    Tokenizer twice = new Tokenizer("t").setInputCol("body").setOutputCol("x").setErrorCol("x");
    assertThatThrownBy(() -> twice.transformSchema(schema))
        .hasMessageStartingWith("Cannot add the column x: ")
        .hasMessageContaining("errorCol");
  }

  @Test
  void aSessionWithoutTheFunctionsIsToldWhatToSet() {
    SparkSession without = session(SETTINGS);
    FunctionIdentifier function = new FunctionIdentifier("ai_tokens");
    assertThat(without.sessionState().functionRegistry().dropFunction(function)).isTrue();
    assertThatThrownBy(() -> new Tokenizer().setInputCol("body").transform(mails(without)))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage(
            "Cannot call ai_tokens: this session does not know it (start it with"
                + " spark.sql.extensions=dev.glossa.udf.spark.sql.GlossaExtensions)");
  }
}
