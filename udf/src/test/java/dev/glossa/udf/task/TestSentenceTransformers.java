package dev.glossa.udf.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.glossa.udf.model.Checkpoint;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Vectors by a model's own modules against what sentence-transformers gives ({@code
 * sentence/make_sentence_models.py}). The checkpoint under each of them is {@code hub/distilbert}.
 */
class TestSentenceTransformers {
  private static final BatchSettings BATCH = new BatchSettings(8, 256);

  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource({
    "cls-dense, cls_token+dense+normalize",
    "max-dense, max_tokens+dense+dense",
    "mean-sqrt, mean_sqrt_len_tokens+normalize+dense",
    "lasttoken, last"
  })
  void vectorsAreThoseOfSentenceTransformers(String name, String pooling) throws Exception {
    JsonNode recorded =
        new ObjectMapper().readTree(resource("sentence").resolve(name + ".json").toFile());
    try (OneModel model = open(name)) {
      for (JsonNode one : recorded.path("cases")) {
        String prompt = one.path("prompt").isNull() ? "auto" : one.path("prompt").asText();
        EmbedSettings settings = new EmbedSettings("m", PoolingChoice.AUTO, prompt, 0, BATCH);
        for (int i = 0; i < recorded.path("texts").size(); i++) {
          VectorRow row = vector(settings, model, recorded.path("texts").get(i).asText());
          assertThat(row.pooling()).isEqualTo(pooling);
          float[] expected = new float[one.path("vectors").get(i).size()];
          for (int number = 0; number < expected.length; number++) {
            expected[number] = (float) one.path("vectors").get(i).get(number).asDouble();
          }
          assertThat(row.vector()).as("%s, %s", prompt, i).containsExactly(expected, within(1e-5f));
        }
      }
    }
  }

  @Test
  void promptsAreChosenByName() throws Exception {
    try (OneModel model = open("cls-dense")) {
      Checkpoint checkpoint = model.checkpoint("m");
      assertThat(use(checkpoint, PoolingChoice.AUTO, "auto").prompt()).isEqualTo("passage: ");
      assertThat(use(checkpoint, PoolingChoice.FIRST, "query").prompt()).isEqualTo("query: ");
      assertThat(use(checkpoint, PoolingChoice.AUTO, "none").prompt()).isEmpty();
      assertThatThrownBy(() -> use(checkpoint, PoolingChoice.AUTO, "question"))
          .hasMessage(
              "Cannot use prompt question with model m (its files name document, query; use one of"
                  + " them, auto or none)");
    }
    try (OneModel model = open("max-dense")) {
      assertThatThrownBy(() -> use(model.checkpoint("m"), PoolingChoice.AUTO, "question"))
          .hasMessage(
              "Cannot use prompt question with model m (its files name document, query; use one of"
                  + " them, auto or none)");
    }
  }

  @Test
  void whatIsNotPooledAndWhatCannotBeFollowedIsRefusedUnlessSettingsSayOtherwise()
      throws Exception {
    Path pooling = assemble("cls-dense").resolve("1_Pooling/config.json");
    Files.writeString(pooling, Files.readString(pooling).replace("true", "false"));
    Checkpoint unpooled = Checkpoint.open(folder);
    assertThatThrownBy(() -> use(unpooled, PoolingChoice.AUTO, "auto"))
        .hasMessageStartingWith("Cannot use prompt passage: with model m (its files say that");
    assertThat(use(unpooled, PoolingChoice.AUTO, "none").embedding().text())
        .isEqualTo("cls_token+dense+normalize");
    Files.writeString(pooling, "{\"pooling_mode\": \"weightedmean\"}");
    Checkpoint strange = Checkpoint.open(folder);
    assertThatThrownBy(() -> use(strange, PoolingChoice.AUTO, "auto"))
        .hasMessageContaining(pooling + ": pooling = weightedmean")
        .hasMessageContaining("set the pooling to mean, first or last");
    assertThat(use(strange, PoolingChoice.LAST, "auto").embedding().text()).isEqualTo("last");
  }

  @Test
  void chunksAreAsLongAsTheModelSaysAndNoLongerThanAskedFor() throws Exception {
    Files.writeString(
        assemble("lasttoken").resolve("sentence_bert_config.json"), "{\"max_seq_length\": 20}");
    Checkpoint checkpoint = Checkpoint.open(folder);
    assertThat(VectorUse.of("m", checkpoint, PoolingChoice.AUTO, "auto", 0).maxTokens())
        .isEqualTo(20);
    assertThat(VectorUse.of("m", checkpoint, PoolingChoice.AUTO, "auto", 9).maxTokens())
        .isEqualTo(9);
    assertThat(VectorUse.of("m", checkpoint, PoolingChoice.AUTO, "auto", 1 << 20).maxTokens())
        .isEqualTo(128);
    EmbedSettings settings = new EmbedSettings("m", PoolingChoice.AUTO, "auto", 0, BATCH);
    assertThat(settings.chosenBy(name -> checkpoint))
        .isEqualTo(Map.of("pooling", "last", "max_tokens", 20));
  }

  private static VectorUse use(Checkpoint checkpoint, PoolingChoice pooling, String prompt) {
    return new EmbedSettings("m", pooling, prompt, 0, BATCH).use(checkpoint);
  }

  private static VectorRow vector(EmbedSettings settings, ModelSource models, String text) {
    try (Task<EmbedResult> task = settings.open(models)) {
      Outcome<EmbedResult> outcome =
          task.run(List.of(Documents.document(0, text)).iterator()).next();
      return ((Outcome.Done<EmbedResult>) outcome).result().vectors().get(0);
    }
  }

  private OneModel open(String name) throws Exception {
    return new OneModel(Checkpoint.open(assemble(name)));
  }

  /** The checkpoint with the modules of one of the models. */
  private Path assemble(String name) throws Exception {
    copy(resource("hub").resolve("distilbert"));
    copy(resource("sentence").resolve(name));
    return folder;
  }

  private void copy(Path from) throws IOException {
    try (Stream<Path> paths = Files.walk(from)) {
      for (Path path : paths.filter(Files::isRegularFile).toList()) {
        Path to = folder.resolve(from.relativize(path).toString());
        Files.createDirectories(to.getParent());
        Files.write(to, Files.readAllBytes(path));
      }
    }
  }

  private static Path resource(String name) throws Exception {
    return Path.of(TestSentenceTransformers.class.getResource("/dev/glossa/udf/" + name).toURI());
  }
}
