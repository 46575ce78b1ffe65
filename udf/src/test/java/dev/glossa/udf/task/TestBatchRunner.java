package dev.glossa.udf.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.glossa.udf.batch.Shape;
import dev.glossa.udf.engine.EngineFailures;
import dev.glossa.udf.text.TextException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Failures inside a batch, with a stage that adds up the lengths of words. */
class TestBatchRunner {
  /** A document's words are its items; what {@code compute} is told of may throw. */
  private record Words(Consumer<List<String>> compute)
      implements BatchedStage<String, Integer, Integer> {
    @Override
    public Stage stage() {
      return Stages.EMBED;
    }

    @Override
    public DocumentWork<String, Integer, Integer> work(Document document) {
      return new DocumentWork<>() {
        private int sum;

        @Override
        public List<String> begin() {
          return document.text().isEmpty() ? List.of() : List.of(document.text().split(" "));
        }

        @Override
        public List<String> accept(String item, Integer output) {
          sum += output;
          return item.equals("twice") ? List.of("more") : List.of();
        }

        @Override
        public Integer result() {
          return sum;
        }
      };
    }

    @Override
    public Shape shape(String item) {
      return new Shape("words", 4, 8);
    }

    @Override
    public List<Integer> compute(Shape shape, List<String> items) {
      compute.accept(items);
      return items.stream().map(String::length).toList();
    }
  }

  private static List<Outcome<Integer>> run(Consumer<List<String>> compute, String... texts) {
    List<Document> documents = new ArrayList<>();
    for (String text : texts) {
      documents.add(new Document(text, "s", "i", "en", text));
    }
    Iterator<Outcome<Integer>> outcomes =
        new BatchRunner<>(new Words(compute), documents.iterator(), 16);
    List<Outcome<Integer>> list = new ArrayList<>();
    outcomes.forEachRemaining(list::add);
    return list;
  }

  @Test
  void everyDocumentComesOutOnceEvenWithoutItemsAndWithLaterOnes() {
    assertThat(run(items -> {}, "", "a bb", "twice", "ccc"))
        .containsExactlyInAnyOrder(
            new Outcome.Done<>("", 0),
            new Outcome.Done<>("a bb", 3),
            new Outcome.Done<>("twice", 9),
            new Outcome.Done<>("ccc", 3));
  }

  @Test
  void itemThatFailsItsBatchIsFoundByItself() {
    List<Integer> sizes = new ArrayList<>();
    List<Outcome<Integer>> outcomes =
        run(
            items -> {
              sizes.add(items.size());
              if (items.contains("bad")) {
                throw new TextException("TOO_LONG", "Cannot add up");
              }
            },
            "a bb",
            "x bad y",
            "ccc");
    assertThat(outcomes)
        .containsExactlyInAnyOrder(
            new Outcome.Done<>("a bb", 3),
            new Outcome.Failed<>("x bad y", new Failure("embed", "TOO_LONG", "Cannot add up")),
            new Outcome.Done<>("ccc", 3));
    assertThat(sizes).startsWith(4, 1, 1, 1, 1);
  }

  @Test
  void messageOfALibraryIsNotHandedOn() {
    List<Outcome<Integer>> outcomes = run(items -> Integer.parseInt(items.get(0)), "secret");
    Failure failure = ((Outcome.Failed<Integer>) outcomes.get(0)).failure();
    assertThat(failure.code()).isEqualTo("UNEXPECTED");
    assertThat(failure.message())
        .contains("java.lang.NumberFormatException")
        .doesNotContain("secret");
  }

  @Test
  void failureOfTheEngineHasItsCode() {
    List<Outcome<Integer>> outcomes =
        run(
            items -> {
              throw EngineFailures.saying("The size of tensor a must match");
            },
            "a");
    assertThat(outcomes)
        .containsExactly(
            new Outcome.Failed<>(
                "a",
                new Failure(
                    "embed", "ENGINE", "Cannot run test: The size of tensor a must match")));
    assertThat(EngineFailures.saying("CUDA out of memory").code()).isEqualTo("OUT_OF_MEMORY");
    assertThat(EngineFailures.saying("CUDA error: unspecified").code()).isEqualTo("DEVICE_LOST");
  }

  @Test
  void deviceWithoutMemoryIsAskedOnceMoreForTheSameBatch() {
    List<List<String>> batches = new ArrayList<>();
    List<Outcome<Integer>> outcomes =
        run(
            items -> {
              batches.add(items);
              if (batches.size() == 1) {
                throw EngineFailures.saying("CUDA out of memory. Tried to allocate");
              }
            },
            "a bb",
            "ccc");
    assertThat(batches).hasSize(2);
    assertThat(batches.get(0)).isEqualTo(batches.get(1));
    assertThat(outcomes).allMatch(outcome -> outcome instanceof Outcome.Done);
  }

  @Test
  void deviceThatStaysWithoutMemoryOrIsLostEndsTheTask() {
    Stream.of("CUDA out of memory. Tried", "CUDA error: an illegal memory access")
        .forEach(
            message ->
                assertThatThrownBy(
                        () ->
                            run(
                                items -> {
                                  throw EngineFailures.saying(message);
                                },
                                "a bb"))
                    .hasMessageContaining(message));
  }
}
