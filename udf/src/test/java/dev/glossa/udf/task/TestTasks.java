package dev.glossa.udf.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.IntFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What holds for every task. */
class TestTasks {
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

  /** Every task's settings for a size of the queue. */
  static Stream<IntFunction<TaskSettings<?>>> settings() {
    return Stream.of(
        queue -> new TokenizeSettings(List.of("gpt2", "bart", "bert")),
        queue -> new TokenizeSettings(List.of("bert"), SentenceChoice.ICU),
        queue -> new EmbedSettings("bert", PoolingChoice.MEAN, "auto", 0, batch(queue)),
        queue -> new EmbedSettings("gpt2", PoolingChoice.LAST, "auto", 24, batch(queue)),
        queue ->
            new AttentionSettings(
                List.of("bert", "gpt2", "bart"), List.of("d3", "/5.txt"), 0, batch(queue)),
        queue -> new NextTokenSettings("gpt2", 5, List.of(0.3f, 1f, 2f), 12, 0, batch(queue)),
        queue -> classify(List.of(), "", Combination.MEAN, queue),
        queue -> classify(List.of("a river", "길"), "", Combination.MAX, queue),
        queue -> classify(List.of(), "where", Combination.MEAN, queue),
        queue -> new EntitiesSettings("tags", Aggregation.FIRST, 24, batch(queue)),
        queue -> summarize("bart", queue),
        queue -> summarize("gpt2", queue),
        queue -> ask("gpt2", LongDocuments.CHUNKS, queue),
        queue -> ask("bart", LongDocuments.TRUNCATE, queue),
        queue -> generate(queue));
  }

  private static BatchSettings batch(int queue) {
    return new BatchSettings(queue, 128);
  }

  private static ClassifySettings classify(
      List<String> candidates, String query, Combination combination, int queue) {
    return new ClassifySettings(
        "labels", candidates, "It is {}.", false, query, "", combination, 40, batch(queue));
  }

  static SummarizeSettings summarize(String writer, int queue) {
    return new SummarizeSettings(
        Map.of("ko", writer),
        writer,
        List.of(SummaryStrategy.ABSTRACTIVE, SummaryStrategy.EXTRACTIVE),
        "bert",
        3,
        Map.of("num_beams", 2, "max_new_tokens", 11),
        Map.of("ko", "{text} {{요약}}"),
        "{text} In short:",
        List.of(),
        Map.of(),
        batch(queue));
  }

  /** A question in the model's own words and one with choices. */
  static AskSettings ask(String model, LongDocuments longDocuments, int queue) {
    Map<String, Object> sampling =
        Map.of("do_sample", true, "temperature", 0.9, "top_k", 0, "max_new_tokens", 6);
    return new AskSettings(
        model,
        Map.of(
            "free",
            new Question(
                "{id}: {text} And?",
                "In {language}.",
                "",
                List.of(),
                ChoiceScore.SUM,
                "",
                longDocuments,
                "",
                Map.of(),
                2,
                sampling),
            "topic",
            new Question(
                "{text}",
                "",
                "",
                List.of("a river", "길", "a"),
                ChoiceScore.MEAN,
                "",
                longDocuments,
                "",
                Map.of(),
                1,
                Map.of())),
        List.of(),
        40,
        WriterFraming.OWN,
        7,
        batch(queue));
  }

  static GenerateSettings generate(int queue) {
    return new GenerateSettings(
        "gpt2",
        10,
        Map.of(
            "greedy", Map.of("max_new_tokens", 8),
            "sample", Map.of("do_sample", true, "temperature", 0.9, "max_new_tokens", 8),
            "beams", Map.of("num_beams", 3, "max_length", 20)),
        2,
        3,
        7,
        batch(queue));
  }

  @ParameterizedTest
  @MethodSource("settings")
  void resultsDependOnNeitherQueueNorOrderNorPartition(IntFunction<TaskSettings<?>> settings) {
    List<Document> documents = Documents.mixed(60, 5);
    Map<String, String> expected = run(settings.apply(4), documents);
    assertThat(expected).hasSize(60);
    assertThat(expected.values()).noneMatch(outcome -> outcome.contains("failure="));
    for (int queue : new int[] {1, 32}) {
      assertThat(run(settings.apply(queue), documents)).as("queue " + queue).isEqualTo(expected);
    }
    List<Document> shuffled = new ArrayList<>(documents);
    Collections.shuffle(shuffled, new Random(1));
    assertThat(run(settings.apply(32), shuffled)).as("shuffled").isEqualTo(expected);
    Map<String, String> parts = new TreeMap<>();
    for (int begin : new int[] {0, 7, 30}) {
      int end = begin == 0 ? 7 : begin == 7 ? 30 : 60;
      parts.putAll(run(settings.apply(32), documents.subList(begin, end)));
    }
    assertThat(parts).as("three partitions").isEqualTo(expected);
  }

  @ParameterizedTest
  @MethodSource("settings")
  void documentThatFailsIsNamedAndLeavesItsNeighboursAlone(IntFunction<TaskSettings<?>> settings) {
    List<Document> documents = new ArrayList<>(Documents.mixed(12, 9));
    Map<String, String> expected = run(settings.apply(32), documents);
    Document bad = Documents.document(99, "A secret half: \uD83D and no more.");
    documents.add(5, bad);
    Map<String, String> outcomes = run(settings.apply(32), documents);
    String failure = outcomes.remove(bad.key());
    assertThat(failure)
        .contains("code=LONE_SURROGATE", "stage=" + settings.apply(1).stage())
        .doesNotContain("secret");
    assertThat(outcomes).isEqualTo(expected);
  }

  @ParameterizedTest
  @MethodSource("settings")
  void settingsTravel(IntFunction<TaskSettings<?>> settings) throws Exception {
    TaskSettings<?> sent = settings.apply(8);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(sent);
    }
    try (ObjectInputStream in =
        new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
      assertThat(in.readObject()).isEqualTo(sent);
    }
    assertThat(sent.checkpoints()).isNotEmpty().containsAll(sent.models());
  }

  @ParameterizedTest
  @MethodSource("settings")
  void streamIsReadNoFurtherThanTheQueue(IntFunction<TaskSettings<?>> settings) throws IOException {
    int[] read = {0};
    Iterator<Document> endless =
        Stream.iterate(0, i -> i + 1)
            .map(i -> Documents.document(i, "Short text number " + i + "."))
            .peek(document -> read[0]++)
            .iterator();
    try (Task<?> task = settings.apply(8).open(models)) {
      Iterator<?> outcomes = task.run(endless);
      for (int out = 1; out <= 20; out++) {
        outcomes.next();
        assertThat(read[0] - out).isLessThanOrEqualTo(8 + 64);
      }
    }
  }

  @Test
  void modelOfTheWrongKindIsRefusedWhenATaskOpens() {
    assertThatThrownBy(
            () -> new NextTokenSettings("bert", 5, List.of(1f), 8, 0, batch(1)).open(models))
        .hasMessage(
            "Cannot use model bert (it is not one that scores the tokens of a text; name one that"
                + " does)");
    assertThatThrownBy(
            () ->
                new SummarizeSettings(
                        Map.of(),
                        "bert",
                        List.of(SummaryStrategy.ABSTRACTIVE),
                        "bert",
                        3,
                        Map.of(),
                        Map.of(),
                        "{text}",
                        List.of(),
                        Map.of(),
                        batch(1))
                    .open(models))
        .hasMessageStartingWith("Cannot use model bert (it is not one that reads one text and");
    assertThatThrownBy(
            () ->
                new GenerateSettings(
                        "gpt2", 40, Map.of("g", Map.of("max_new_tokens", 26)), 1, 0, 1, batch(1))
                    .open(models))
        .hasMessageStartingWith("Cannot write a text: 66 tokens with its prompt (");
  }

  private static Map<String, String> run(TaskSettings<?> settings, List<Document> documents) {
    try (Task<?> task = settings.open(models)) {
      return Digest.of(outcomes(task, documents));
    }
  }

  private static <R> Iterator<Outcome<R>> outcomes(Task<R> task, List<Document> documents) {
    return task.run(documents.iterator());
  }
}
