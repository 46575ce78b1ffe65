package dev.glossa.udf.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TestBatcher {
  private record Item(int number, int length) {}

  /** Counts how far the stream was read. */
  private static final class Counting implements Iterator<Item> {
    private final Iterator<Item> items;
    private int read;

    Counting(List<Item> items) {
      this.items = items.iterator();
    }

    @Override
    public boolean hasNext() {
      return items.hasNext();
    }

    @Override
    public Item next() {
      read++;
      return items.next();
    }
  }

  private static List<Item> items(Random random) {
    int longest = 1 + random.nextInt(1024);
    return IntStream.range(0, random.nextInt(300))
        .mapToObj(i -> new Item(i, 1 + random.nextInt(longest)))
        .toList();
  }

  @Test
  void everyItemComesOutOnceInItsOwnShapeAndTheQueueIsNeverExceeded() {
    for (int seed = 0; seed < 500; seed++) {
      Random random = new Random(seed);
      List<Item> items = items(random);
      int queue = 1 + random.nextInt(random.nextBoolean() ? 4 : 200);
      Buckets buckets = new Buckets(1024, 1 + random.nextInt(4096), 1 + random.nextInt(4), 64);
      Counting stream = new Counting(items);
      Batcher<Item> batcher =
          new Batcher<>(stream, item -> buckets.shape("m", item.length()), Item::length, queue);
      int out = 0;
      Map<Integer, Integer> seen = new HashMap<>();
      while (batcher.hasNext()) {
        Batcher.Group<Item> group = batcher.next();
        assertThat(stream.read - out).as("held, seed " + seed).isLessThanOrEqualTo(queue);
        assertThat(group.items()).isNotEmpty().hasSizeLessThanOrEqualTo(group.shape().rows());
        for (Item item : group.items()) {
          assertThat(group.shape()).isEqualTo(buckets.shape("m", item.length()));
          seen.merge(item.number(), 1, Integer::sum);
        }
        out += group.items().size();
      }
      assertThat(seen).as("seed " + seed).hasSize(items.size());
      assertThat(seen.values()).allMatch(times -> times == 1);
    }
  }

  @Test
  void alikeItemsFillTheirBatches() {
    Buckets buckets = new Buckets(1024, 512, 1, 64);
    List<Item> items = new ArrayList<>();
    for (int i = 0; i < 80; i++) {
      items.add(new Item(i, i % 2 == 0 ? 60 : 120));
    }
    Batcher<Item> batcher =
        new Batcher<>(items.iterator(), i -> buckets.shape("m", i.length()), Item::length, 80);
    int spare = 0;
    while (batcher.hasNext()) {
      Batcher.Group<Item> group = batcher.next();
      spare += group.shape().rows() - group.items().size();
    }
    assertThat(spare).isZero();
  }

  @Test
  void paddingIsSmallAndStaysWithinTheModel() {
    Buckets buckets = new Buckets(1000, 4096, 4, 64);
    for (int length = 1; length <= 1000; length++) {
      int padded = buckets.padded(length);
      assertThat(padded).isBetween(length, 1000);
      assertThat(padded - length).isLessThan(Math.max(16, length / 8 + 1));
      assertThat(buckets.padded(padded)).isEqualTo(padded);
      assertThat(buckets.shape("m", length).rows()).isBetween(4, 64);
    }
    assertThat(buckets.padded(1)).isEqualTo(16);
    assertThat(buckets.padded(64)).isEqualTo(64);
    assertThat(buckets.padded(65)).isEqualTo(80);
    assertThat(buckets.padded(256)).isEqualTo(256);
    assertThat(buckets.padded(257)).isEqualTo(288);
    assertThat(buckets.padded(997)).isEqualTo(1000);
    assertThat(buckets.shape("m", 512)).isEqualTo(new Shape("m", 8, 512));
    assertThatThrownBy(() -> buckets.shape("m", 1001))
        .hasMessage("Cannot batch a sequence of 1001 tokens (the model takes 1 to 1000)");
  }

  @Test
  void longTextsAreWrittenInAFewRowsAsFarAsTheirCachesFit() {
    Buckets buckets = new Buckets(1024, 2048, 1, 64);
    assertThat(buckets.writing("m", 900, 4, 64)).isEqualTo(new Shape("m", 4, 1024));
    assertThat(buckets.writing("m", 512, 1, 64)).isEqualTo(new Shape("m", 4, 512));
    assertThat(buckets.writing("m", 16, 1, 64)).isEqualTo(new Shape("m", 64, 16));
    assertThat(buckets.writing("m", 1024, 4, 1000)).isEqualTo(new Shape("m", 3, 1024));
    assertThat(buckets.writing("m", 1024, 50, 1000)).isEqualTo(new Shape("m", 1, 1024));
    for (int length = 1; length <= 1024; length++) {
      Shape shape = buckets.writing("m", length, 4, 60);
      assertThat(shape.length()).isBetween(length, 1024);
      assertThat(shape.length() - length).isLessThan(Math.max(16, length / 4 + 1));
      assertThat(shape.length() % 16).isZero();
    }
  }

  @Test
  void packedItemsComeOutOnceInBatchesThatHoldThemAndLittleElse() {
    for (int seed = 0; seed < 200; seed++) {
      List<Item> items = items(new Random(seed));
      Buckets buckets = new Buckets(1024, 512, 1, 64);
      Counting stream = new Counting(items);
      Batcher<Item> batcher =
          new Batcher<>(stream, item -> buckets.packed("m", item.length()), Item::length, 100);
      Map<Integer, Integer> seen = new HashMap<>();
      int batches = 0;
      int out = 0;
      while (batcher.hasNext()) {
        Batcher.Group<Item> group = batcher.next();
        assertThat(stream.read - out).as("held, seed " + seed).isLessThanOrEqualTo(100);
        int places = group.items().stream().mapToInt(Item::length).sum();
        assertThat(places).isBetween(1, group.shape().length());
        for (Item item : group.items()) {
          assertThat(group.shape()).isEqualTo(buckets.packed("m", item.length()));
          seen.merge(item.number(), 1, Integer::sum);
        }
        out += group.items().size();
        batches += group.shape().length() == 512 ? 1 : 0;
      }
      assertThat(seen).as("seed " + seed).hasSize(items.size());
      assertThat(seen.values()).allMatch(times -> times == 1);
      int places = items.stream().mapToInt(Item::length).filter(length -> length <= 512).sum();
      assertThat(batches).as("seed " + seed).isLessThanOrEqualTo(2 + places * 4 / (3 * 512));
    }
  }

  @Test
  void aTextBeyondABatchsTokensHasAPackedBatchOfItsOwn() {
    Buckets buckets = new Buckets(77, 16, 1, 64);
    assertThat(buckets.packed("m", 9)).isEqualTo(new Shape("m", 1, 16, true));
    // Its places end at a multiple of 4.
    assertThat(buckets.packed("m", 77)).isEqualTo(new Shape("m", 1, 80, true));
  }
}
