package dev.glossa.udf.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.glossa.udf.model.Checkpoint;
import dev.glossa.udf.model.CheckpointException;
import dev.glossa.udf.model.TensorWriter;
import dev.glossa.udf.model.TinyCheckpoints;
import dev.glossa.udf.model.TinyTokenizer;
import dev.glossa.udf.model.embedding.Embedding;
import dev.glossa.udf.text.TextTokenizer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What processors compute in less than float32, on weights that were trained. */
final class TestPrecisions {
  private static final int ROWS = 4;
  private static final int LENGTH = 128;

  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource({
    "bert-mini, INT8, 0.999", "gpt2-mini, INT8, 0.999", "bart-mini, INT8, 0.999",
    "bert-mini, BFLOAT16, 0.997", "gpt2-mini, BFLOAT16, 0.999", "bart-mini, BFLOAT16, 0.999"
  })
  void staysCloseToFloat32(String model, Precision precision, double closest) throws Exception {
    EngineOptions options = new EngineOptions("cpu", precision, 0);
    assumeThat(Models.problem(options)).isEmpty();
    Checkpoint checkpoint = Checkpoint.open(trained(model));
    for (String storage : TestRowIndependence.storages(precision)) {
      double least = storage.equals("int8") && !hasVnni() ? 1 - 2 * (1 - closest) : closest;
      staysClose(checkpoint, options, storage, least);
    }
  }

  /** Whether weights may be twice as large whole numbers as where products are cut off. */
  private static boolean hasVnni() {
    return Processor.hasAny(Processor.CORES, Set.of("avx512_vnni", "avx_vnni", "amx_int8"));
  }

  private static void staysClose(
      Checkpoint checkpoint, EngineOptions options, String storage, double closest)
      throws Exception {
    Batch batch = batch(checkpoint);
    try (LoadedModel full = load(checkpoint, Precision.FLOAT32);
        LoadedModel less = Models.load(checkpoint, options, storage, Weights.LARGEST_PART)) {
      float[][] expected = full.vectors(batch, Embedding.MEAN);
      float[][] actual = less.vectors(batch, Embedding.MEAN);
      assertThat(actual).isNotEqualTo(expected);
      double mean = 0;
      for (int row = 0; row < ROWS; row++) {
        mean += cosine(expected[row], actual[row]) / ROWS;
      }
      assertThat(mean).as("cosine").isBetween(closest, 1.0 + 1e-6);
      if (full instanceof Scores scores) {
        double perplexity = perplexity(scores, batch);
        assertThat(perplexity((Scores) less, batch))
            .as("perplexity")
            .isCloseTo(perplexity, within(0.01 * perplexity));
      }
    }
  }

  /** What each line leaves behind its whole numbers is four bytes wide. */
  @ParameterizedTest
  @CsvSource({"37", "38", "39", "40"})
  void int8TakesLayersOfAnyWidth(int width) throws Exception {
    EngineOptions options = new EngineOptions("cpu", Precision.INT8, 0);
    assumeThat(Models.problem(options)).isEmpty();
    ObjectNode config = TinyCheckpoints.bertConfig().put("intermediate_size", width);
    Path written = TinyCheckpoints.write(folder, config, TinyTokenizer.bert(), 1);
    Batch batch = new Batch(new int[][] {{5, 9, 17, 6, 11}}, 5);
    Checkpoint checkpoint = Checkpoint.open(written);
    try (LoadedModel full = load(checkpoint, Precision.FLOAT32);
        LoadedModel less = Models.load(checkpoint, options, "int8", Weights.LARGEST_PART)) {
      float[] expected = full.vectors(batch, Embedding.MEAN)[0];
      assertThat(cosine(expected, less.vectors(batch, Embedding.MEAN)[0])).isGreaterThan(0.999);
    }
  }

  /** As many tokens as go through a linear layer in parts, the last of which is a short one. */
  @Test
  void partsOfABatchGiveTheSameBitsAsAnyOther() throws Exception {
    Checkpoint checkpoint = Checkpoint.open(trained("bert-mini"));
    int[][] few = batch(checkpoint).sequences();
    int[][] many = new int[5][];
    for (int row = 0; row < many.length; row++) {
      many[row] = few[row % ROWS];
    }
    EngineOptions options = new EngineOptions("cpu", Precision.INT8, 0);
    try (LoadedModel model = Models.load(checkpoint, options, "int8", Weights.LARGEST_PART)) {
      float[][] vectors = model.vectors(new Batch(many, LENGTH), Embedding.MEAN);
      assertThat(vectors[ROWS]).isEqualTo(vectors[0]);
      assertThat(Arrays.copyOf(vectors, ROWS))
          .isDeepEqualTo(model.vectors(new Batch(few, LENGTH), Embedding.MEAN));
    }
  }

  @Test
  void int8IsForProcessorsAlone() throws Exception {
    Checkpoint checkpoint = Checkpoint.open(TinyCheckpoints.bert(folder, 1));
    EngineOptions options = new EngineOptions("cuda:0", Precision.INT8, 0);
    assertThatThrownBy(() -> Models.load(checkpoint, options))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "Cannot compute in int8 on cuda:0 (only processors do; set engine.precision = float16"
                + " or engine.device = cpu)");
  }

  @Test
  void bfloat16NeedsAProcessorThatHasIt() throws IOException {
    EngineOptions options = new EngineOptions("cpu", Precision.BFLOAT16, 0);
    if (Processor.hasBfloat16()) {
      assertThat(Models.problem(options)).isEmpty();
    } else {
      assertThat(Models.problem(options).orElseThrow())
          .startsWith("Cannot compute in bfloat16 on this processor (it has neither avx512_bf16");
    }
    Path cores = folder.resolve("cpuinfo");
    assertThat(Processor.hasBfloat16(cores)).isFalse();
    Files.writeString(cores, "processor : 0\nflags\t\t: fpu avx512f avx512_bf160 avx512_vnni\n");
    assertThat(Processor.hasBfloat16(cores)).isFalse();
    Files.writeString(cores, "processor : 0\nflags\t\t: fpu avx512_bf16 avx512_vnni\n");
    assertThat(Processor.hasBfloat16(cores)).isTrue();
    Files.writeString(cores, "flags : amx_bf16\n");
    assertThat(Processor.hasBfloat16(cores)).isTrue();
  }

  @Test
  void autoFollowsTheFileAndTheProcessor() throws Exception {
    Path path = TinyCheckpoints.bert(folder, 1);
    Checkpoint full = Checkpoint.open(path);
    assertThat(PrecisionChoice.AUTO.on("cpu", full)).isEqualTo(Precision.FLOAT32);
    assertThat(PrecisionChoice.INT8.on("cpu", full)).isEqualTo(Precision.INT8);
    Map<String, TensorWriter.Tensor> tensors = new LinkedHashMap<>();
    for (String name : full.tensors().names()) {
      float[] numbers = new float[full.tensors().data(name).remaining() / Float.BYTES];
      full.tensors().data(name).asFloatBuffer().get(numbers);
      tensors.put(
          name, TensorWriter.Tensor.of(full.tensors().info(name).shape(), numbers).toBf16());
    }
    TensorWriter.write(path.resolve("model.safetensors"), tensors);
    Checkpoint half = Checkpoint.open(path);
    assertThat(PrecisionChoice.AUTO.on("cpu", half))
        .isEqualTo(Processor.hasBfloat16() ? Precision.BFLOAT16 : Precision.FLOAT32);
    assertThat(PrecisionChoice.AUTO.on("cuda:0", half)).isEqualTo(Precision.FLOAT16);
    assertThat(PrecisionChoice.FLOAT32.on("cpu", half)).isEqualTo(Precision.FLOAT32);
  }

  private static LoadedModel load(Checkpoint checkpoint, Precision precision) {
    return Models.load(checkpoint, new EngineOptions("cpu", precision, 0));
  }

  private static Path trained(String model) {
    return Path.of(System.getProperty("basedir"), "../data/models", model);
  }

  /** Pieces of one of the samples. */
  private static Batch batch(Checkpoint checkpoint) throws IOException, CheckpointException {
    Path text = Path.of(System.getProperty("basedir"), "../data/sample/en/council-report.md");
    try (TextTokenizer tokenizer = TextTokenizer.open(checkpoint)) {
      int[] ids = tokenizer.encode(Files.readString(text), true).ids();
      List<int[]> rows = new ArrayList<>();
      for (int row = 0; row < ROWS; row++) {
        int begin = row * (ids.length - LENGTH) / (ROWS - 1);
        rows.add(Arrays.copyOfRange(ids, begin, begin + LENGTH));
      }
      return new Batch(rows.toArray(int[][]::new), LENGTH);
    }
  }

  private static double perplexity(Scores model, Batch batch) {
    double sum = 0;
    float[][] scores = model.score(batch);
    for (float[] row : scores) {
      for (int i = 0; i < LENGTH - 1; i++) {
        sum += row[i];
      }
    }
    return Math.exp(sum / (ROWS * (LENGTH - 1)));
  }

  private static double cosine(float[] a, float[] b) {
    double product = 0;
    double one = 0;
    double other = 0;
    for (int i = 0; i < a.length; i++) {
      product += a[i] * (double) b[i];
      one += a[i] * (double) a[i];
      other += b[i] * (double) b[i];
    }
    return product / Math.sqrt(one * other);
  }
}
