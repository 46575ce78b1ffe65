package dev.glossa.udf.batch;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;

/** Shapes on processors and on GPUs. */
class TestBuckets {
  @Test
  void rowsOnAGpuFollowTheTokensOfItsBatches() {
    assertThat(Buckets.ofProcessor(512, 16_384).shape("", 20)).isEqualTo(new Shape("", 64, 32));
    assertThat(Buckets.ofGpu(512, 16_384).shape("", 20)).isEqualTo(new Shape("", 512, 32));
    assertThat(Buckets.ofGpu(512, 16_384).shape("", 512)).isEqualTo(new Shape("", 32, 512));
    assertThat(Buckets.ofGpu(512, 2048).shape("", 20))
        .as("where batches are no larger than a processor's")
        .isEqualTo(Buckets.ofProcessor(512, 2048).shape("", 20));
  }

  @Test
  void onAGpuCachesHaveEightPlacesForEachTokenOfABatchAtMost() {
    // 64 rows of 32 tokens read and 1024 written would have 67,584 places.
    assertThat(Buckets.ofProcessor(2048, 2048).writing("", 32, 1, 1024).rows()).isEqualTo(64);
    assertThat(Buckets.ofGpu(2048, 2048).writing("", 32, 1, 1024).rows()).isEqualTo(15);
    assertThat(Buckets.ofGpu(2048, 2048).writing("", 32, 64, 1024).rows())
        .as("a single row always fits")
        .isEqualTo(1);
    Random random = new Random(3);
    for (int i = 0; i < 2000; i++) {
      int tokens = 2048 << random.nextInt(4);
      int texts = 1 + random.nextInt(8);
      int newTokens = 1 + random.nextInt(600);
      Shape shape =
          Buckets.ofGpu(4096, tokens).writing("", 1 + random.nextInt(4096), texts, newTokens);
      long places = shape.rows() * (shape.length() + (long) texts * newTokens);
      assertThat(shape.rows() == 1 || places <= 8L * tokens).as("%s", shape).isTrue();
    }
  }

  @Test
  void noShapeHasLargerCachesThanTheLargest() {
    Random random = new Random(4);
    for (int i = 0; i < 200; i++) {
      int tokens = 2048 << random.nextInt(4);
      int longest = 1 + random.nextInt(1500);
      int texts = 1 + random.nextInt(5);
      int newTokens = 1 + random.nextInt(300);
      Buckets buckets =
          random.nextBoolean() ? Buckets.ofGpu(1500, tokens) : Buckets.ofProcessor(1500, tokens);
      long most = 0;
      for (int length = 1; length <= longest; length++) {
        most =
            Math.max(most, places(buckets.writing("", length, texts, newTokens), texts, newTokens));
      }
      assertThat(places(buckets.largestWriting("", longest, texts, newTokens), texts, newTokens))
          .isEqualTo(most);
    }
  }

  private static long places(Shape shape, int texts, int newTokens) {
    return shape.rows() * (shape.length() + (long) texts * newTokens);
  }
}
