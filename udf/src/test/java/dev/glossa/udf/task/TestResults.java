package dev.glossa.udf.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.glossa.udf.engine.Batch;
import dev.glossa.udf.engine.CausalModel;
import dev.glossa.udf.model.embedding.Embedding;
import dev.glossa.udf.text.Span;
import dev.glossa.udf.text.TextTokenizer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What each task's rows say, against the models asked directly or against plain arithmetic. */
class TestResults {
  private static final BatchSettings BATCH = new BatchSettings(16, 512);
  private static final String LONG =
      "The river rose in the night. The bridge was closed at dawn. Nobody was hurt. "
          + "The mayor spoke to the town at noon. School begins again on Monday. "
          + "The water is falling now. Repairs will take a month, he said.";

  @TempDir static Path folder;
  static TinyModels models;

  @BeforeAll
  static void load() {
    models = new TinyModels(folder);
  }

  @AfterAll
  static void unload() {
    models.close();
  }

  private static <R> R result(TaskSettings<R> settings, String text) {
    try (Task<R> task = settings.open(models)) {
      Outcome<R> outcome = task.run(List.of(Documents.document(0, text)).iterator()).next();
      return ((Outcome.Done<R>) outcome).result();
    }
  }

  @Test
  void sentencesAndTokensAreThoseOfTheText() {
    String text = "안녕하세요. 😀 Hi there!";
    TokenizeResult result = result(new TokenizeSettings(List.of("bart", "gpt2")), text);
    assertThat(result.sentences().get(0))
        .isEqualTo(new SentenceRow(0, 0, 6, List.of("안녕하세요", "."), "안녕하세요."));
    TokensRow bart = result.tokens().get(0);
    assertThat(bart.tokens()).startsWith("<s>").endsWith("</s>");
    assertThat(bart.begins()[bart.ids().length - 1]).isEqualTo(text.length());
    TokensRow gpt2 = result.tokens().get(1);
    for (int i = 0; i < gpt2.ids().length; i++) {
      assertThat(gpt2.ends()[i]).isGreaterThan(gpt2.begins()[i]);
    }
  }

  @Test
  void withoutSentencesTokensAreTheSame() {
    String text = "One. Two.";
    TokenizeResult with = result(new TokenizeSettings(List.of("gpt2")), text);
    TokenizeResult without =
        result(new TokenizeSettings(List.of("gpt2"), SentenceChoice.OFF), text);
    assertThat(with.sentences()).hasSize(2);
    assertThat(without.sentences()).isEmpty();
    assertThat(without.tokens()).usingRecursiveComparison().isEqualTo(with.tokens());
  }

  @Test
  void icuFindsSentencesAndTheirWordsAndTakesNoneOfAnEarlierStage() {
    Document document =
        new Document(
            "k", "s", "i", "en", Map.of(), "Mr. 😀 left. He can't.", List.of(new Span(0, 3)));
    TokenizeSettings settings = new TokenizeSettings(List.of(), SentenceChoice.ICU);
    try (Task<TokenizeResult> task = settings.open(models)) {
      Outcome<TokenizeResult> outcome = task.run(List.of(document).iterator()).next();
      assertThat(((Outcome.Done<TokenizeResult>) outcome).result().sentences())
          .containsExactly(
              new SentenceRow(0, 0, 12, List.of("Mr", ".", "😀", "left", "."), "Mr. 😀 left."),
              new SentenceRow(1, 13, 22, List.of("He", "can't", "."), "He can't."));
    }
  }

  @Test
  void sentencesThatAnEarlierStageFoundAreTaken() {
    Document plain = Documents.document(0, "One. Two.");
    Document split =
        new Document(
            plain.key(),
            plain.source(),
            plain.id(),
            plain.language(),
            plain.columns(),
            plain.text(),
            List.of(new Span(0, 9)));
    try (Task<TokenizeResult> task = new TokenizeSettings(List.of("gpt2")).open(models)) {
      List<Integer> sentences = new ArrayList<>();
      task.run(List.of(plain, split).iterator())
          .forEachRemaining(
              outcome ->
                  sentences.add(
                      ((Outcome.Done<TokenizeResult>) outcome).result().sentences().size()));
      assertThat(sentences).containsExactly(2, 1);
    }
  }

  @Test
  void vectorOfAChunkIsTheModelsOwnAndChunksCoverTheText() {
    EmbedResult result =
        result(new EmbedSettings("bert", PoolingChoice.MEAN, "auto", 0, BATCH), LONG);
    assertThat(result.vectors()).hasSizeGreaterThan(2);
    TextTokenizer tokenizer = Tokenizers.of(models.checkpoint("bert"));
    int at = 0;
    for (VectorRow row : result.vectors()) {
      assertThat(LONG.substring(at, row.begin())).isBlank();
      int[] ids = tokenizer.encode(LONG.substring(row.begin(), row.end()), true).ids();
      float[] alone =
          models.model("bert").vectors(new Batch(new int[][] {ids}, ids.length), Embedding.MEAN)[0];
      assertThat(row.vector()).containsExactly(alone, within(1e-5f));
      at = row.end();
    }
    assertThat(at).isEqualTo(LONG.length());
  }

  @Test
  void statisticsOfAttentionAreThoseOfItsMatrices() {
    AttentionResult result =
        result(
            new AttentionSettings(List.of("bert", "gpt2", "bart"), List.of("d0"), 0, BATCH),
            "The bridge was closed at dawn.");
    assertThat(result.attention()).hasSameSizeAs(result.attentionMatrices());
    // bert: 2 layers of 2 heads; gpt2 the same; bart: encoder 2 and decoder 1, twice.
    assertThat(result.attention()).hasSize(4 + 4 + 4 + 2 + 2);
    for (int i = 0; i < result.attention().size(); i++) {
      AttentionRow row = result.attention().get(i);
      AttentionMatrixRow matrix = result.attentionMatrices().get(i);
      assertThat(List.of(matrix.model(), matrix.part(), matrix.layer(), matrix.head()))
          .isEqualTo(List.of(row.model(), row.part(), row.layer(), row.head()));
      int queries = matrix.queryTokens().length;
      int keys = matrix.keyTokens().length;
      assertThat(row.positions()).isEqualTo(queries);
      double entropy = 0;
      double first = 0;
      double own = 0;
      for (int query = 0; query < queries; query++) {
        double sum = 0;
        for (int key = 0; key < keys; key++) {
          double weight = matrix.weights()[query * keys + key];
          sum += weight;
          entropy -= weight > 0 ? weight * Math.log(weight) : 0;
          first += key == 0 ? weight : 0;
          own += key == query ? weight : 0;
        }
        assertThat(sum).isCloseTo(1, within(1e-4));
      }
      assertThat(row.entropy()).isCloseTo((float) (entropy / queries), within(1e-4f));
      assertThat(row.firstShare()).isCloseTo((float) (first / queries), within(1e-4f));
      assertThat(row.selfShare()).isCloseTo((float) (own / queries), within(1e-4f));
    }
    AttentionMatrixRow cross =
        result.attentionMatrices().stream().filter(m -> m.part().equals("cross")).findFirst().get();
    assertThat(cross.queryTokens()).startsWith("</s>", "<s>").hasSizeLessThanOrEqualTo(32);
    assertThat(cross.keyTokens()).startsWith("<s>").endsWith("</s>");
  }

  @Test
  void probabilitiesOfTheNextTokenAreThoseOfTheScores() {
    NextTokenResult result =
        result(new NextTokenSettings("gpt2", 300, List.of(1f, 0.5f), 6, 0, BATCH), LONG);
    TextTokenizer tokenizer = Tokenizers.of(models.checkpoint("gpt2"));
    CausalModel model = (CausalModel) models.model("gpt2");
    int[] ids = tokenizer.encode(LONG, false).ids();
    List<NextTokenRow> plain =
        result.nextToken().stream().filter(row -> row.temperature() == 1).toList();
    assertThat(plain.stream().mapToDouble(NextTokenRow::probability).sum())
        .isCloseTo(1, within(1e-5));
    for (NextTokenRow row : plain.subList(0, 5)) {
      int[] continued = Arrays.copyOf(ids, 7);
      continued[6] = row.id();
      float surprisal = model.score(new Batch(new int[][] {continued}, 7))[0][5];
      assertThat(row.logProbability()).isCloseTo(-surprisal, within(1e-4f));
      assertThat(row.targetId()).isEqualTo(ids[6]);
    }
    // At temperature 1/2 probabilities are squared and scaled to sum 1.
    double squares = plain.stream().mapToDouble(row -> Math.pow(row.probability(), 2)).sum();
    NextTokenRow sharp = result.nextToken().get(plain.size());
    assertThat((double) sharp.probability())
        .isCloseTo(Math.pow(plain.get(0).probability(), 2) / squares, within(1e-5));
    SurprisalRow first = result.surprisal().get(0);
    assertThat(first.surprisals()[0]).isNull();
    assertThat(first.surprisals()[6]).isCloseTo(plain.get(0).targetSurprisal(), within(1e-4f));
    assertThat(LONG.substring(0, plain.get(0).promptEnd()))
        .isEqualTo(tokenizer.decode(Arrays.copyOf(ids, 6)));
  }

  @Test
  void shortDocumentIsAPromptAsAWhole() {
    NextTokenResult result =
        result(new NextTokenSettings("gpt2", 2, List.of(1f), 50, 0, BATCH), "The end");
    assertThat(result.nextToken()).hasSize(2);
    assertThat(result.nextToken().get(0).targetId()).isNull();
    assertThat(result.nextToken().get(0).promptEnd()).isEqualTo(7);
  }

  @Test
  void generationsHaveTheirTextSettingsAndTrace() {
    GenerateResult result = result(TestTasks.generate(8), LONG);
    Map<String, List<GenerationRow>> ways =
        result.generations().stream().collect(Collectors.groupingBy(GenerationRow::strategy));
    assertThat(ways.get("greedy")).hasSize(1);
    assertThat(ways.get("beams")).hasSize(1);
    assertThat(ways.get("sample")).hasSize(2);
    assertThat(ways.get("sample").get(0).ids()).isNotEqualTo(ways.get("sample").get(1).ids());
    assertThat(ways.get("beams").get(0).generationConfig()).contains("\"num_beams\":3");
    TextTokenizer tokenizer = Tokenizers.of(models.checkpoint("gpt2"));
    for (GenerationRow row : result.generations()) {
      assertThat(row.text()).isEqualTo(tokenizer.decode(row.ids()));
      List<TraceRow> chosen =
          result.trace().stream()
              .filter(trace -> trace.chosen() && trace.strategy().equals(row.strategy()))
              .filter(trace -> trace.sample() == row.sample())
              .toList();
      assertThat(chosen.stream().mapToInt(TraceRow::id)).containsExactly(boxed(row.ids()));
      if (!row.strategy().equals("beams")) {
        double sum = chosen.stream().mapToDouble(trace -> Math.log(trace.probability())).sum();
        assertThat((double) row.logProbability()).isCloseTo(sum, within(1e-3));
      }
    }
  }

  private static Integer[] boxed(int[] ids) {
    return Arrays.stream(ids).boxed().toArray(Integer[]::new);
  }

  @Test
  void longDocumentIsSummarisedInRoundsAndWhollyCovered() {
    String text = LONG + " " + LONG.replace("river", "lake") + " " + LONG.replace("town", "city");
    SummarizeResult result = result(TestTasks.summarize("bart", 8), text);
    SummaryRow written = result.summaries().get(0);
    assertThat(written.strategy()).isEqualTo("abstractive");
    assertThat(written.chunks()).isGreaterThan(3);
    assertThat(written.rounds()).isGreaterThan(1);
    assertThat(written.coverage()).isEqualTo(1f);
    List<SummaryChunkRow> first =
        result.summaryChunks().stream()
            .filter(row -> row.strategy().equals("abstractive") && row.round() == 1)
            .toList();
    assertThat(first).hasSize(written.chunks());
    int at = 0;
    for (SummaryChunkRow chunk : first) {
      assertThat(text.substring(at, chunk.begin())).isBlank();
      at = chunk.end();
    }
    assertThat(at).isEqualTo(text.length());
  }

  @Test
  void pickedSentencesStandInTheTextInItsOrderAndDoNotRepeat() {
    String text = LONG + " " + LONG;
    SummarizeResult result = result(TestTasks.summarize("bart", 8), text);
    SummaryRow picked = result.summaries().get(1);
    assertThat(picked.finishReason()).isEqualTo("selected");
    List<SummaryChunkRow> sentences =
        result.summaryChunks().stream().filter(r -> r.strategy().equals("extractive")).toList();
    assertThat(sentences).hasSize(3);
    Set<String> different = new HashSet<>();
    int at = 0;
    for (SummaryChunkRow sentence : sentences) {
      assertThat(sentence.begin()).isGreaterThanOrEqualTo(at);
      assertThat(text.substring(sentence.begin(), sentence.end())).isEqualTo(sentence.summary());
      different.add(sentence.summary());
      at = sentence.end();
    }
    assertThat(different).hasSize(3);
    assertThat(picked.summary())
        .isEqualTo(
            sentences.stream().map(SummaryChunkRow::summary).collect(Collectors.joining(" ")));
    assertThat(picked.coverage()).isBetween(0.1f, 0.6f);
  }

  @Test
  void centralityIsTheMeanCosine() {
    float[][] vectors = {{1, 0}, {0, 1}, {0.6f, 0.8f}};
    assertThat(ExtractiveSummarizer.centrality(vectors))
        .containsExactly(new double[] {1.6 / 3, 1.8 / 3, 2.4 / 3}, within(1e-6));
  }

  @Test
  void vectorOfAWordIsTheMeanOfItsTokens() {
    List<WordVectorsSettings.Word> words =
        List.of(
            new WordVectorsSettings.Word("nation", "places"),
            new WordVectorsSettings.Word("나라", null));
    List<WordVectorRow> rows = WordVectors.of(models, new WordVectorsSettings("gpt2", words));
    assertThat(rows).extracting(WordVectorRow::wordGroup).containsExactly("places", null);
    assertThat(rows).hasSize(2);
    float[][] tokens = models.model("gpt2").tokenVectors(rows.get(0).ids());
    float[] vector = rows.get(0).vector();
    for (int i = 0; i < vector.length; i++) {
      double sum = 0;
      for (float[] token : tokens) {
        sum += token[i];
      }
      assertThat(vector[i]).isCloseTo((float) (sum / tokens.length), within(1e-6f));
    }
  }

  @Test
  void meterCountsTokensAndPadding() {
    long tokens = models.tokens;
    long slots = models.slots;
    result(new EmbedSettings("bert", PoolingChoice.MEAN, "auto", 0, BATCH), "The end.");
    int size = Tokenizers.of(models.checkpoint("bert")).encode("The end.", true).size();
    assertThat(models.tokens - tokens).isEqualTo(size);
    // One block of the packed batch.
    assertThat(models.slots - slots).isEqualTo(256);
  }
}
