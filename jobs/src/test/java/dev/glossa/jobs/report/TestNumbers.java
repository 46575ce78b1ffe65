package dev.glossa.jobs.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.glossa.jobs.LocalSpark;
import dev.glossa.jobs.config.JobStages;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.apache.commons.math3.linear.Array2DRowRealMatrix;
import org.apache.commons.math3.linear.EigenDecomposition;
import org.apache.commons.math3.linear.RealVector;
import org.apache.commons.math3.stat.correlation.Covariance;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every tooltip and every figure's file against what DuckDB computes from the same tables. */
class TestNumbers {

  /** The tooltips of a figure, written by DuckDB. */
  private static final Map<String, String> TOOLTIPS =
      Map.ofEntries(
          Map.entry(
              "documents_by_language",
              "SELECT format('{}: {:,} documents', language, count(*))"
                  + " FROM documents GROUP BY language"),
          Map.entry(
              "documents_by_length",
              """
              SELECT format('{}, {} characters: {} documents', language, range, count(*))
              FROM (SELECT language, CASE
                WHEN characters < 100 THEN '0–99' WHEN characters < 300 THEN '100–299'
                WHEN characters < 1000 THEN '300–999' ELSE '1,000–2,999' END AS range
                FROM documents)
              GROUP BY language, range
              """),
          Map.entry(
              "errors_by_code",
              """
              SELECT format('{} {}: {}', stage, code, count(*))
              FROM errors ANTI JOIN removed USING (source, position, id)
              GROUP BY stage, code
              """),
          Map.entry(
              "tokens_per_word",
              """
              SELECT printf('%s, %s: %.3f tokens per word', tokenizer, language, sum(n) / sum(w))
              FROM (SELECT key, tokenizer,
                  len(list_filter(range(len(ids)), i -> begins[i + 1] < ends[i + 1])) AS n
                FROM tokens)
              JOIN (SELECT key, sum(len(words)) AS w FROM sentences GROUP BY key) USING (key)
              JOIN documents USING (key) GROUP BY tokenizer, language
              """),
          Map.entry(
              "word_similarity",
              """
              SELECT replace(printf('%s × %s: %.3f', a.word, b.word,
                list_cosine_similarity(a.vector::DOUBLE[], b.vector::DOUBLE[])), '-0.000', '0.000')
              FROM word_vectors a, word_vectors b
              """),
          Map.entry(
              "attention_heads",
              """
              SELECT printf('layer %d, head %d: %.3f %s', layer + 1, head + 1,
                sum(value::DOUBLE * positions) / sum(positions), unit)
              FROM (SELECT *, entropy AS value, 'nats' AS unit FROM attention
                UNION ALL SELECT *, mean_distance, 'tokens' FROM attention)
              GROUP BY model, part, layer, head, unit
              """),
          Map.entry(
              "next_token",
              """
              SELECT printf('%s (id %d): %.1f', replace(token, 'Ġ', '␣'), id,
                100 * probability::DOUBLE) || chr(160) || '%'
              FROM next_token SEMI JOIN shown USING (key)
              """),
          Map.entry(
              "surprisal",
              """
              SELECT split_part(t, ': ', -1) FROM (
                SELECT ': ' || coalesce(printf('%.3f nats', s::DOUBLE), 'nothing before it') AS t
                FROM (SELECT unnest(surprisals[:60]) AS s
                  FROM surprisal SEMI JOIN shown USING (key)))
              """),
          Map.entry(
              "attention_matrices",
              """
              SELECT printf('%.3f', w::DOUBLE) FROM (
                SELECT unnest(weights) AS w, unnest(range(len(weights))) AS i, len(key_tokens) AS n
                FROM chosen_matrices)
              WHERE i // n < 16 AND i % n < 16 AND w >= 0.0005
              """),
          Map.entry(
              "trace",
              """
              SELECT printf('%s (id %d): %.1f', replace(token, 'Ġ', '␣'), id,
                100 * probability::DOUBLE) || chr(160) || '%' || if(chosen, ', chosen', '')
              FROM trace SEMI JOIN (FROM shown WHERE r = 1) USING (key)
              WHERE step < 12 AND strategy IN ('greedy', 'beams')
              """),
          Map.entry(
              "token_chips",
              """
              SELECT printf('id %d, characters %d to %d', ids[i], begins[i], ends[i])
              FROM (SELECT *, unnest(range(1, 1 + least(60, len(ids)))) AS i
                FROM tokens SEMI JOIN shown USING (key))
              """),
          Map.entry(
              "labels",
              """
              SELECT printf('%s: %d documents, mean score %.3f', label, count(*),
                avg(score::DOUBLE))
              FROM labels GROUP BY label
              """),
          Map.entry(
              "label_scores",
              """
              SELECT printf('%s: %.3f', name, s::DOUBLE)
              FROM (SELECT unnest(map_keys(scores)) AS name, unnest(map_values(scores)) AS s
                FROM labels SEMI JOIN shown USING (key))
              """),
          Map.entry(
              "entities",
              """
              SELECT printf('%s (%s): %d times', text, label, times)
              FROM (SELECT label, text, count(*) AS times
                FROM entities GROUP BY label, text ORDER BY times DESC, label, text LIMIT 20)
              """),
          Map.entry(
              "answers",
              """
              SELECT printf('%s, %s: %d answers', question, finish_reason, count(*))
              FROM answers GROUP BY question, finish_reason
              """),
          Map.entry(
              "answer_choices",
              """
              SELECT printf('%s, %s: %d documents', answer, language, count(*))
              FROM answers JOIN documents USING (key) WHERE finish_reason = 'choice'
              GROUP BY answer, language
              """),
          Map.entry(
              "summary_measures",
              """
              SELECT strategy || ', ' || language || ': ' || printf('%.1f', 100 * value)
                || chr(160) || printf('%% (%d summaries)', n)
              FROM (SELECT strategy, language, count(*) AS n, unnest([
                  sum(output_tokens) / sum(input_tokens), avg(coverage::DOUBLE)]) AS value
                FROM summaries JOIN documents USING (key) GROUP BY strategy, language)
              """));

  /** What stands in a figure's file, column by column, from the tables. */
  private static final Map<String, String> FILES =
      Map.ofEntries(
          Map.entry(
              "documents_by_language",
              "SELECT language, count(*) FROM documents GROUP BY language"),
          Map.entry(
              "documents_by_length",
              """
              SELECT below, language, count(*) FROM (SELECT language, CASE
                WHEN characters < 100 THEN 100 WHEN characters < 300 THEN 300
                WHEN characters < 1000 THEN 1000 ELSE 3000 END AS below FROM documents)
              GROUP BY below, language
              """),
          Map.entry(
              "token_chips",
              """
              SELECT key, tokenizer, i - 1, ids[i], tokens[i], begins[i], ends[i]
              FROM (SELECT *, unnest(range(1, 1 + least(60, len(ids)))) AS i
                FROM tokens SEMI JOIN shown USING (key))
              """),
          Map.entry(
              "attention_matrices",
              """
              SELECT key, model, part, layer, head, i // n, query_tokens[i // n + 1], i % n,
                key_tokens[i % n + 1], w
              FROM (SELECT *, unnest(weights) AS w, unnest(range(len(weights))) AS i,
                  len(key_tokens) AS n FROM chosen_matrices)
              WHERE i // n < 16 AND i % n < 16
              """),
          Map.entry(
              "next_token",
              """
              SELECT key, model, temperature, rank, id, token, probability, prompt_end, target_id,
                target_surprisal
              FROM next_token SEMI JOIN shown USING (key)
              """),
          Map.entry(
              "surprisal",
              """
              SELECT key, model, i - 1, ids[i], tokens[i], surprisals[i]
              FROM (SELECT *, unnest(range(1, 1 + least(60, len(ids)))) AS i
                FROM surprisal SEMI JOIN shown USING (key))
              """),
          Map.entry(
              "trace",
              """
              SELECT key, model, strategy, step, rank, id, token, probability, chosen
              FROM trace SEMI JOIN (FROM shown WHERE r = 1) USING (key)
              WHERE step < 12 AND strategy IN ('greedy', 'beams')
              """),
          Map.entry(
              "generations",
              """
              SELECT key, model, strategy, sample, prompt_end, text, len(ids), log_probability,
                generation_config, seed, finish_reason
              FROM generations SEMI JOIN shown USING (key)
              """),
          Map.entry(
              "label_scores",
              """
              SELECT key, model, unnest(map_keys(scores)), unnest(map_values(scores))
              FROM labels SEMI JOIN shown USING (key)
              """),
          Map.entry(
              "entity_examples",
              """
              SELECT key, model, "begin", "end", text, label, score
              FROM entities SEMI JOIN shown USING (key) WHERE "begin" < 1200
              """),
          Map.entry(
              "answer_examples",
              """
              SELECT key, question, sample, chunk, answer, scores[answer][1], input_tokens,
                output_tokens, coverage, finish_reason
              FROM answers SEMI JOIN shown USING (key) WHERE sample = 0
              """),
          Map.entry(
              "summary_examples",
              """
              SELECT key, model, strategy, summary, chunks, rounds, input_tokens, output_tokens,
                truncated, coverage, finish_reason
              FROM summaries SEMI JOIN shown USING (key)
              """));

  private static final Pattern MARKS =
      Pattern.compile(
          "<title>([^<]*)</title>|<span class=\"(?:chip|shade)[^\"]*\" title=\"([^\"]*)\"");

  @TempDir private static Path folder;
  private static SparkSession spark;
  private static Connection duck;
  private static String page;

  @BeforeAll
  static void draw() throws Exception {
    spark = LocalSpark.session();
    new SyntheticRun(48, List.of(), 48).write(spark, folder);
    Report.write(spark, folder.toString(), ReportSettings.DEFAULTS, JobStages.chapters());
    page = Files.readString(folder.resolve("report/index.html"));
    duck = DriverManager.getConnection("jdbc:duckdb:");
    try (Statement statement = duck.createStatement();
        var tables = Files.list(folder.resolve("data/wave=000001-5f3a9c21"))) {
      for (Path table : tables.filter(Files::isDirectory).toList()) {
        statement.execute(
            String.format(
                "CREATE VIEW %s AS SELECT * FROM read_parquet('%s/data/wave=*/%1$s/*.parquet',"
                    + " hive_partitioning = true, hive_types_autocast = false)",
                table.getFileName(), folder));
      }
      // In this archive each text stands at one place.
      statement.execute("CREATE VIEW named AS FROM documents JOIN occurrences USING (key)");
      // Two documents of each language, and two with matrices: those whose hashed key is first.
      statement.execute(
          """
          CREATE VIEW shown AS FROM (SELECT *,
            row_number() OVER (PARTITION BY language ORDER BY md5('42' || key)) AS r
            FROM documents) WHERE r <= 2
          """);
      statement.execute(
          """
          CREATE VIEW chosen_matrices AS FROM (SELECT *,
            dense_rank() OVER (ORDER BY md5('42' || key)) AS r
            FROM attention_matrices WHERE layer IN (0, 2)) WHERE r <= 2
          """);
    }
  }

  @AfterAll
  static void stop() throws SQLException {
    duck.close();
  }

  static List<String> tooltips() {
    return TOOLTIPS.keySet().stream().sorted().toList();
  }

  static List<String> files() {
    return FILES.keySet().stream().sorted().toList();
  }

  @ParameterizedTest
  @MethodSource("tooltips")
  void tooltipsAreThoseOfAnotherReader(String figure) throws SQLException {
    List<String> expected = column(TOOLTIPS.get(figure));
    List<String> shown = marks(figure);
    if (!expected.get(0).contains(": ")) {
      // The name before the value follows from other rules, which have tests of their own.
      shown = shown.stream().map(t -> t.substring(t.lastIndexOf(": ") + 2)).toList();
    }
    assertThat(shown).isNotEmpty().containsExactlyInAnyOrderElementsOf(expected);
  }

  @ParameterizedTest
  @MethodSource("files")
  void filesHoldWhatAnotherReaderFinds(String figure) throws SQLException {
    String tables = FILES.get(figure);
    try (Statement statement = duck.createStatement()) {
      statement.execute("CREATE OR REPLACE TABLE expected AS " + tables);
      statement.execute("CREATE OR REPLACE TABLE found AS FROM expected LIMIT 0");
      statement.execute(
          String.format(
              "COPY found FROM '%s/report/figures/%s.csv' (HEADER, NULLSTR '', AUTO_DETECT false)",
              folder, figure));
    }
    assertThat(column("SELECT count(*) FROM expected").get(0)).isNotEqualTo("0");
    assertThat(column("SELECT f::TEXT FROM (FROM found EXCEPT ALL FROM expected) f")).isEmpty();
    assertThat(column("SELECT e::TEXT FROM (FROM expected EXCEPT ALL FROM found) e")).isEmpty();
  }

  @Test
  void everyFigureOfThePageIsComparedSomewhere() {
    List<String> figures = new ArrayList<>();
    Matcher matcher = Pattern.compile("<figure id=\"figure-([^\"]+)\"").matcher(page);
    while (matcher.find()) {
      figures.add(matcher.group(1));
    }
    List<String> compared = new ArrayList<>(TOOLTIPS.keySet());
    compared.addAll(FILES.keySet());
    // Below, and in stagesAreSummedOverWaves.
    compared.addAll(
        List.of(
            "word_plane",
            "document_plane",
            "document_neighbours",
            "document_outliers",
            "stage_seconds",
            "stage_speed"));
    assertThat(compared).containsAll(figures);
  }

  @Test
  void stagesAreSummedOverWaves() throws SQLException {
    // Two manifests of SyntheticRun: 2 × 4.25 s for 2 × 24 documents, 3,000 of 15,000 filled up.
    assertThat(marks("stage_seconds"))
        .containsExactly(
            "tokenize: 5.000 seconds", "embed: 8.500 seconds", "summarize: 61.000 seconds");
    assertThat(column("SELECT stage FROM " + csv("stage_speed")).get(1)).isEqualTo("embed");
    List<double[]> speed =
        numbers(
            "SELECT documents_per_second, tokens_per_second, padding_share FROM "
                + csv("stage_speed")
                + " WHERE stage = 'embed'");
    assertThat(speed.get(0))
        .containsExactly(new double[] {48 / 8.5, 24000 / 8.5, 0.2}, within(1e-9));
  }

  @Test
  void wordsLieWherePrincipalComponentsPutThem() throws SQLException {
    List<double[]> vectors = vectors("SELECT word AS name, vector FROM word_vectors");
    List<double[]> found = numbers("SELECT x, y FROM " + csv("word_plane") + " ORDER BY word");
    assertPlane(vectors, found);
    assertThat(marks("word_plane"))
        .containsExactlyInAnyOrderElementsOf(
            column(
                "SELECT replace(printf('%s: %.3f, %.3f', word, x, y), '-0.000', '0.000') FROM "
                    + csv("word_plane")));
  }

  private static final String DOCUMENT_VECTORS =
      """
      SELECT key AS name, list(m ORDER BY i) AS vector FROM (
        SELECT key, i, avg(v) AS m FROM (
          SELECT key, unnest(vector::DOUBLE[]) AS v, unnest(range(len(vector))) AS i FROM vectors)
        GROUP BY key, i) GROUP BY key
      """;

  @Test
  void documentsLieWherePrincipalComponentsPutThem() throws SQLException {
    assertPlane(
        vectors(DOCUMENT_VECTORS),
        numbers("SELECT x, y FROM " + csv("document_plane") + " ORDER BY key"));
    assertThat(marks("document_plane"))
        .containsExactlyInAnyOrderElementsOf(
            column(
                "SELECT replace(printf('%s (%s), cluster %d: %.3f, %.3f', d.id, d.language,"
                    + " p.cluster + 1, p.x, p.y), '-0.000', '0.000') FROM named d JOIN "
                    + csv("document_plane")
                    + " p USING (key)"));
  }

  @Test
  void everyDocumentIsNearestToTheMiddleOfItsCluster() throws SQLException {
    List<double[]> vectors = vectors(DOCUMENT_VECTORS);
    List<double[]> clusters =
        numbers("SELECT cluster FROM " + csv("document_plane") + " ORDER BY key");
    Map<Integer, double[]> middles = new TreeMap<>();
    for (int cluster = 0; cluster < 6; cluster++) {
      double[] sum = new double[vectors.get(0).length];
      int members = 0;
      for (int i = 0; i < vectors.size(); i++) {
        if ((int) clusters.get(i)[0] == cluster) {
          members++;
          for (int d = 0; d < sum.length; d++) {
            sum[d] += vectors.get(i)[d];
          }
        }
      }
      for (int d = 0; d < sum.length; d++) {
        sum[d] /= members;
      }
      middles.put(cluster, sum);
    }
    List<Double> distances = new ArrayList<>();
    for (int i = 0; i < vectors.size(); i++) {
      double[] vector = vectors.get(i);
      int nearest =
          middles.keySet().stream()
              .min(Comparator.comparingDouble(c -> distance(vector, middles.get(c))))
              .orElseThrow();
      assertThat((int) clusters.get(i)[0]).isEqualTo(nearest);
      distances.add(distance(vector, middles.get(nearest)));
    }
    distances.sort(Comparator.reverseOrder());
    List<double[]> outliers = numbers("SELECT distance FROM " + csv("document_outliers"));
    assertThat(outliers).hasSize(8);
    for (int i = 0; i < outliers.size(); i++) {
      assertThat(outliers.get(i)[0]).isCloseTo(distances.get(i), within(1e-6));
    }
  }

  @Test
  void neighboursAreTheNearest() throws SQLException {
    String expected =
        String.format(
            """
            WITH v AS (%s), p AS (
              SELECT a.name AS key, b.name AS other, list_cosine_similarity(a.vector, b.vector) AS c
              FROM v a SEMI JOIN shown ON a.name = shown.key, v b WHERE a.name <> b.name)
            SELECT key || ' ' || other || printf(' %%.6f', c) FROM (SELECT *,
              row_number() OVER (PARTITION BY key ORDER BY c DESC) AS r FROM p) WHERE r <= 3
            """,
            DOCUMENT_VECTORS);
    assertThat(
            column(
                "SELECT key || ' ' || other || printf(' %.6f', cosine) FROM "
                    + csv("document_neighbours")))
        .hasSize(12)
        .containsExactlyInAnyOrderElementsOf(column(expected));
  }

  /** Points of a plane against eigenvectors of the covariance, each of which has two signs. */
  private static void assertPlane(List<double[]> vectors, List<double[]> found) {
    assertThat(found).hasSameSizeAs(vectors);
    double[][] rows = vectors.toArray(double[][]::new);
    EigenDecomposition decomposition =
        new EigenDecomposition(new Covariance(rows).getCovarianceMatrix());
    for (int axis = 0; axis < 2; axis++) {
      RealVector expected =
          new Array2DRowRealMatrix(rows).operate(decomposition.getEigenvector(axis));
      int at = axis;
      int largest = expected.map(Math::abs).getMaxIndex();
      double sign = Math.signum(expected.getEntry(largest) * found.get(largest)[axis]);
      IntStream.range(0, found.size())
          .forEach(
              i ->
                  assertThat(sign * found.get(i)[at])
                      .isCloseTo(expected.getEntry(i), within(1e-6)));
    }
  }

  private static double distance(double[] one, double[] other) {
    return Math.sqrt(
        IntStream.range(0, one.length).mapToDouble(d -> Math.pow(one[d] - other[d], 2)).sum());
  }

  private static String csv(String figure) {
    return "read_csv('" + folder + "/report/figures/" + figure + ".csv')";
  }

  private static List<String> column(String sql) throws SQLException {
    List<String> values = new ArrayList<>();
    try (Statement statement = duck.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      while (rows.next()) {
        values.add(rows.getString(1));
      }
    }
    return values;
  }

  private static List<double[]> numbers(String sql) throws SQLException {
    List<double[]> values = new ArrayList<>();
    try (Statement statement = duck.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      while (rows.next()) {
        double[] row = new double[rows.getMetaData().getColumnCount()];
        for (int i = 0; i < row.length; i++) {
          row[i] = rows.getDouble(i + 1);
        }
        values.add(row);
      }
    }
    return values;
  }

  /** Vectors of a query with the columns name and vector, in the order of the names. */
  private static List<double[]> vectors(String sql) throws SQLException {
    Map<String, List<Double>> vectors = new TreeMap<>();
    String flat =
        "SELECT name, unnest(vector::DOUBLE[]), unnest(range(len(vector))) AS i FROM ("
            + sql
            + ") ORDER BY name, i";
    try (Statement statement = duck.createStatement();
        ResultSet rows = statement.executeQuery(flat)) {
      while (rows.next()) {
        vectors.computeIfAbsent(rows.getString(1), n -> new ArrayList<>()).add(rows.getDouble(2));
      }
    }
    return vectors.values().stream()
        .map(v -> v.stream().mapToDouble(Double::doubleValue).toArray())
        .toList();
  }

  /** The tooltips of the marks of a figure of the page. */
  private static List<String> marks(String figure) {
    int begin = page.indexOf("<figure id=\"figure-" + figure + '"');
    assertThat(begin).as(figure).isNotNegative();
    Matcher matcher = MARKS.matcher(page.substring(begin, page.indexOf("</figure>", begin)));
    List<String> marks = new ArrayList<>();
    while (matcher.find()) {
      String text = matcher.group(1) == null ? matcher.group(2) : matcher.group(1);
      marks.add(text.replace("&quot;", "\"").replace("&#x27;", "'").replace("&lt;", "<"));
    }
    return marks;
  }
}
