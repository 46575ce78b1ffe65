package dev.glossa.udf.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.glossa.udf.model.Checkpoint;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Prefixes and languages of models that write, on checkpoints that {@code hub} has. */
class TestWriterFraming {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int FRENCH = 299;

  @TempDir Path folder;

  @Test
  void aT5TakesItsOwnPrefixUnlessSettingsNameAnother() throws Exception {
    copy("t5");
    Path file = folder.resolve("config.json");
    ObjectNode config = (ObjectNode) JSON.readTree(file.toFile());
    config.putObject("task_specific_params").putObject("summarization").put("prefix", "sum: ");
    JSON.writeValue(file.toFile(), config);
    try (OneModel model = new OneModel(Checkpoint.open(folder))) {
      SummaryRow own = summary(model, WriterFraming.OWN, Map.of());
      assertThat(own).isEqualTo(summary(model, new WriterFraming("", "", "sum: "), Map.of()));
      SummaryRow none = summary(model, new WriterFraming("", "", ""), Map.of());
      assertThat(own.summary()).isNotEqualTo(none.summary());
      assertThat(own.inputTokens()).isEqualTo(none.inputTokens());
      assertThat(settings(WriterFraming.OWN, Map.of()).chosenBy(model::checkpoint))
          .isEqualTo(
              Map.of(
                  "framings", Map.of("m", Map.of("source", "", "target", "", "prefix", "sum: "))));
      assertThat(settings(new WriterFraming("", "", ""), Map.of()).chosenBy(model::checkpoint))
          .isEmpty();
    }
  }

  @Test
  void theLanguageToWriteIsTheFirstTokenWritten() throws Exception {
    copy("m2m100");
    nameLanguages();
    try (OneModel model = new OneModel(Checkpoint.open(folder))) {
      SummaryRow french = summary(model, new WriterFraming("eng_Latn", "fra_Latn", null), Map.of());
      Map<String, Object> forced = Map.of("forced_bos_token_id", FRENCH);
      assertThat(french).isEqualTo(summary(model, new WriterFraming("eng_Latn", "", null), forced));
      assertThat(french.summary())
          .isNotEqualTo(
              summary(model, new WriterFraming("eng_Latn", "eng_Latn", null), Map.of()).summary());
      assertThatThrownBy(() -> summary(model, new WriterFraming("eng", "", null), Map.of()))
          .hasMessage(
              "Cannot use language eng (the tokenizer knows 2; the nearest names are eng_Latn,"
                  + " fra_Latn)");
    }
  }

  private static SummaryRow summary(
      OneModel model, WriterFraming framing, Map<String, Object> generation) {
    String text = "The lamp in the last window went out before the rain came.";
    try (Task<SummarizeResult> task = settings(framing, generation).open(model)) {
      Outcome<SummarizeResult> outcome =
          task.run(List.of(Documents.document(0, text)).iterator()).next();
      return ((Outcome.Done<SummarizeResult>) outcome).result().summaries().get(0);
    }
  }

  private static SummarizeSettings settings(WriterFraming framing, Map<String, Object> generation) {
    Map<String, Object> changes = new TreeMap<>(generation);
    changes.put("max_new_tokens", 12);
    return new SummarizeSettings(
        Map.of(),
        "m",
        List.of(SummaryStrategy.ABSTRACTIVE),
        "m",
        1,
        changes,
        Map.of(),
        "{text}",
        List.of(),
        Map.of("m", framing),
        new BatchSettings(8, 256));
  }

  /** Makes languages of the two last tokens of the vocabulary, which the two last merges give. */
  private void nameLanguages() throws IOException {
    Path file = folder.resolve("tokenizer.json");
    ObjectNode json = (ObjectNode) JSON.readTree(file.toFile());
    ObjectNode model = (ObjectNode) json.path("model");
    ObjectNode vocab = (ObjectNode) model.path("vocab");
    vocab.properties().removeIf(token -> token.getValue().asInt() >= FRENCH - 1);
    ArrayNode merges = (ArrayNode) model.path("merges");
    merges.remove(merges.size() - 1);
    merges.remove(merges.size() - 1);
    int id = FRENCH - 1;
    for (String language : List.of("eng_Latn", "fra_Latn")) {
      vocab.put(language, id);
      ObjectNode token = json.path("added_tokens").get(0).deepCopy();
      ((ArrayNode) json.path("added_tokens")).add(token.put("id", id++).put("content", language));
    }
    JSON.writeValue(file.toFile(), json);
    Files.writeString(
        folder.resolve("tokenizer_config.json"), "{\"tokenizer_class\": \"NllbTokenizer\"}");
  }

  private void copy(String name) throws Exception {
    Path from = Path.of(TestWriterFraming.class.getResource("/dev/glossa/udf/hub/" + name).toURI());
    try (Stream<Path> files = Files.list(from)) {
      for (Path file : files.toList()) {
        Files.write(folder.resolve(file.getFileName()), Files.readAllBytes(file));
      }
    }
  }
}
