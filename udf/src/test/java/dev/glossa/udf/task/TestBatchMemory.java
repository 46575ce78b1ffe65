package dev.glossa.udf.task;

import static org.assertj.core.api.Assertions.assertThat;

import dev.glossa.udf.batch.Buckets;
import dev.glossa.udf.batch.Shape;
import dev.glossa.udf.engine.LoadedModel;
import dev.glossa.udf.engine.Precision;
import dev.glossa.udf.model.Checkpoint;
import dev.glossa.udf.model.family.AttentionPart;
import dev.glossa.udf.model.family.LayerStack;
import dev.glossa.udf.model.family.ModelConfig;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How large batches may be, and what their caches take. */
class TestBatchMemory {
  private static final long GIB = 1L << 30;

  @TempDir static Path folder;
  private static TinyModels models;

  @BeforeAll
  static void open() {
    models = new TinyModels(folder);
  }

  @AfterAll
  static void close() {
    models.close();
  }

  /** A tiny model's configuration with the sizes of a real one. */
  private static ModelConfig sized(
      String model, int vocabulary, int hidden, AttentionPart part, LayerStack layers) {
    ModelConfig tiny = models.checkpoint(model).config();
    Map<AttentionPart, LayerStack> stacks = new EnumMap<>(tiny.stacks());
    stacks.put(part, layers);
    return new ModelConfig(
        tiny.modelType(),
        tiny.roles(),
        vocabulary,
        hidden,
        tiny.maxPositions(),
        stacks,
        tiny.program(),
        tiny.attributes(),
        tiny.prefixes(),
        tiny.layerCounts(),
        tiny.weights(),
        tiny.frame(),
        tiny.labels(),
        tiny.generationDefaults());
  }

  @Test
  void aGpusBatchesAreAPowerOfTwoThatItsMemoryHolds() {
    // GPT-2: 2 · (16 · 768 + 4 · 3072) + 4096 · 12 + 50,257 + 8 · 36,864 = 443,473 bytes a token.
    ModelConfig gpt2 =
        sized("gpt2", 50_257, 768, AttentionPart.DECODER, new LayerStack(12, 12, 12, 64, 3072));
    assertThat(BatchMemory.placeBytes(gpt2, 2)).isEqualTo(36_864);
    assertThat(tokens(gpt2, 8192 * 443_473L)).isEqualTo(8192);
    assertThat(tokens(gpt2, 8192 * 443_473L - 1)).isEqualTo(4096);
    assertThat(tokens(gpt2, 100 * GIB)).isEqualTo(16_384);
    assertThat(tokens(gpt2, 0)).isEqualTo(2048);
    assertThat(tokens(gpt2, -GIB)).as("weights that fill the GPU").isEqualTo(2048);
    assertThat(BatchMemory.tokens(gpt2, Precision.FLOAT32, 8192 * 443_473L))
        .as("of numbers twice as large there is room for fewer")
        .isEqualTo(4096);
    // BERT base writes nothing: 2 · (16 · 768 + 4 · 3072) + 4096 · 12 = 98,304 bytes.
    ModelConfig bert =
        sized("bert", 30_522, 768, AttentionPart.ENCODER, new LayerStack(12, 12, 12, 64, 3072));
    assertThat(BatchMemory.placeBytes(bert, 2)).isZero();
    assertThat(tokens(bert, 8192 * 98_304L)).isEqualTo(8192);
    assertThat(tokens(bert, 8192 * 98_304L - 1)).isEqualTo(4096);
  }

  private static int tokens(ModelConfig config, long free) {
    return BatchMemory.tokens(config, Precision.FLOAT16, free);
  }

  /** A source whose device has room for batches of so many tokens, and what its caches had. */
  private static final class Source implements ModelSource {
    private final int batchTokens;
    private final Map<String, Long> places = new HashMap<>();
    private long most;

    Source(int batchTokens) {
      this.batchTokens = batchTokens;
    }

    @Override
    public LoadedModel model(String name) {
      return models.model(name);
    }

    @Override
    public Checkpoint checkpoint(String name) {
      return models.checkpoint(name);
    }

    @Override
    public int batchTokens(String name) {
      return batchTokens;
    }

    @Override
    public Meter meter() {
      return new Meter() {
        @Override
        public void batch(long tokens, long paddedTokens) {
          most = Math.max(most, paddedTokens);
        }

        @Override
        public void wrote(String model, Writing writing) {
          places.merge(model, writing.places(), Math::max);
        }
      };
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"summarize bart", "summarize gpt2", "ask gpt2", "ask bart", "generate"})
  void noBatchHasLargerCachesThanSettingsAllow(String name) {
    TaskSettings<?> settings =
        switch (name) {
          case "summarize bart" -> TestTasks.summarize("bart", 32);
          case "summarize gpt2" -> TestTasks.summarize("gpt2", 32);
          case "ask gpt2" -> TestTasks.ask("gpt2", LongDocuments.CHUNKS, 32);
          case "ask bart" -> TestTasks.ask("bart", LongDocuments.TRUNCATE, 32);
          default -> TestTasks.generate(32);
        };
    Source source = new Source(2048);
    try (Task<?> task = settings.open(source)) {
      task.run(Documents.mixed(60, 5).iterator()).forEachRemaining(outcome -> {});
    }
    List<CacheUse> uses = settings.caches(models::checkpoint);
    assertThat(source.places.keySet()).isEqualTo(Set.of(uses.get(0).model()));
    long allowed = 0;
    for (CacheUse use : uses) {
      Buckets buckets =
          Buckets.ofProcessor(models.checkpoint(use.model()).config().maxPositions(), 128);
      Shape shape = buckets.largestWriting("", use.longest(), use.texts(), use.newTokens());
      allowed =
          Math.max(allowed, shape.rows() * (shape.length() + (long) use.texts() * use.newTokens()));
    }
    // Not by much: of these documents some are as long as a model reads, or longer.
    assertThat(source.places.get(uses.get(0).model())).isBetween(allowed * 2 / 3, allowed);
  }

  @Test
  void batchesAndQueueFollowTheDeviceWhereSettingsLeaveItToThat() {
    assertThat(new BatchSettings(8, 64, true).tokens(new Source(512), "bert")).isEqualTo(512);
    assertThat(new BatchSettings(8, 64, true).queue(new Source(512), List.of("bert")))
        .isEqualTo(64);
    assertThat(new BatchSettings(8, 64).tokens(new Source(512), "bert")).isEqualTo(64);
    assertThat(new BatchSettings(8, 64).queue(new Source(512), List.of("bert"))).isEqualTo(8);
    for (int tokens : new int[] {512, 1024}) {
      Source source = new Source(tokens);
      EmbedSettings settings =
          new EmbedSettings("bert", PoolingChoice.MEAN, "auto", 0, new BatchSettings(32, 64, true));
      try (Task<?> task = settings.open(source)) {
        task.run(Documents.mixed(60, 5).iterator()).forEachRemaining(outcome -> {});
      }
      assertThat(source.most).as("padded tokens of the largest batch").isEqualTo(tokens);
      assertThat(settings.identity()).containsEntry("batch_tokens", 64);
    }
  }
}
