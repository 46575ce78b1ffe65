package dev.glossa.udf.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A locked checkpoint is what it was, or it is refused. */
class TestMutations {
  private static final int COUNT = 1000;
  private static final long SEED = 20261122;

  private enum Mutation {
    FLIP,
    TRUNCATE,
    APPEND,
    SWAP
  }

  @TempDir Path temp;

  @Test
  void everyMutationOfALockedCheckpointIsRefused() throws Exception {
    List<Path> folders =
        List.of(
            TinyCheckpoints.gpt2(temp.resolve("gpt2"), 1),
            TinyCheckpoints.bart(temp.resolve("bart"), 1),
            TinyCheckpoints.bert(temp.resolve("bert"), 1));
    Shards.split(folders.get(0), 3);
    List<Path> files = new ArrayList<>();
    for (Path folder : folders) {
      Lock.write(folder);
      Checkpoint.open(folder);
      try (Stream<Path> list = Files.list(folder)) {
        list.sorted().forEach(files::add);
      }
    }
    Random random = new Random(SEED);
    Map<Mutation, Integer> refused = new EnumMap<>(Mutation.class);
    for (int i = 0; i < COUNT; i++) {
      Path file = files.get(random.nextInt(files.size()));
      Mutation mutation = Mutation.values()[random.nextInt(Mutation.values().length)];
      byte[] before = Files.readAllBytes(file);
      Files.write(file, mutate(before, mutation, files, random));
      assertThatThrownBy(() -> Checkpoint.open(file.getParent()))
          .as("%d: %s of %s", i, mutation, file)
          .isInstanceOf(CheckpointException.class);
      Files.write(file, before);
      refused.merge(mutation, 1, Integer::sum);
    }
    assertThat(refused.values()).allMatch(count -> count > COUNT / 8);
    for (Path folder : folders) {
      Checkpoint.open(folder);
    }
  }

  @Test
  void withoutALockWeightsThatAreCutOrGrownAreRefused() throws Exception {
    Path folder = TinyCheckpoints.gpt2(temp.resolve("gpt2"), 1);
    Path file = folder.resolve("model.safetensors");
    byte[] before = Files.readAllBytes(file);
    Random random = new Random(SEED);
    for (int i = 0; i < 100; i++) {
      Mutation mutation = i % 2 == 0 ? Mutation.TRUNCATE : Mutation.APPEND;
      Files.write(file, mutate(before, mutation, List.of(), random));
      assertThatThrownBy(() -> Checkpoint.open(folder))
          .as("%d: %s", i, mutation)
          .isInstanceOf(CheckpointException.class);
    }
  }

  private static byte[] mutate(byte[] bytes, Mutation mutation, List<Path> files, Random random)
      throws IOException {
    return switch (mutation) {
      case FLIP -> {
        byte[] flipped = bytes.clone();
        flipped[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(Byte.SIZE));
        yield flipped;
      }
      case TRUNCATE -> Arrays.copyOf(bytes, random.nextInt(bytes.length));
      case APPEND -> {
        byte[] longer = Arrays.copyOf(bytes, bytes.length + 1 + random.nextInt(9));
        // White space: what a lenient reader of JSON would not notice.
        Arrays.fill(
            longer, bytes.length, longer.length, (byte) (random.nextBoolean() ? ' ' : '\n'));
        yield longer;
      }
      case SWAP -> {
        byte[] other = bytes;
        while (Arrays.equals(other, bytes)) {
          other = Files.readAllBytes(files.get(random.nextInt(files.size())));
        }
        yield other;
      }
    };
  }
}
