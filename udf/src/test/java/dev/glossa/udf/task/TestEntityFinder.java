package dev.glossa.udf.task;

import static org.assertj.core.api.Assertions.assertThat;

import dev.glossa.udf.model.Checkpoint;
import dev.glossa.udf.text.TextTokenizer;
import dev.glossa.udf.text.Tokens;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class TestEntityFinder {
  private static final String TEXT = "a b c d e f";

  @Test
  void endsAndSinglesEndAnEntity() throws Exception {
    assertThat(found(List.of("O", "B-X", "I-X", "E-X", "S-X"), 1, 2, 3, 3, 4, 4))
        .containsExactly("a b c:X", "d:X", "e:X", "f:X");
    assertThat(found(List.of("O", "B-X", "I-X", "L-X", "U-Y"), 4, 1, 3, 0, 2, 2))
        .containsExactly("a:Y", "b c:X", "e f:X");
  }

  @Test
  void plainLabelsJoinWhereTheyAreAlike() throws Exception {
    assertThat(found(List.of("O", "per", "S-loc"), 1, 1, 2, 2, 0, 1))
        .containsExactly("a b:per", "c d:loc", "f:per");
  }

  @Test
  void beginsPartNeighbors() throws Exception {
    assertThat(found(List.of("O", "B-X", "I-X", "I-Y"), 1, 1, 2, 3, 2, 0))
        .containsExactly("a:X", "b c:X", "d:Y", "e:X");
  }

  /** What each word of one letter is labeled with, in numbers of the labels. */
  private static List<String> found(List<String> labels, int... numbers) throws Exception {
    Path folder =
        Path.of(TestEntityFinder.class.getResource("/dev/glossa/udf/hub/bert-tokens").toURI());
    try (TextTokenizer tokenizer = TextTokenizer.open(Checkpoint.open(folder))) {
      Tokens tokens = tokenizer.encode(TEXT, false);
      assertThat(tokens.size()).isEqualTo(numbers.length);
      float[][] probabilities = new float[numbers.length][labels.size()];
      for (int i = 0; i < numbers.length; i++) {
        probabilities[i][numbers[i]] = 1;
      }
      return new EntityFinder(labels, Aggregation.FIRST, tokenizer)
          .find(TEXT, tokens, probabilities).stream()
              .map(entity -> TEXT.substring(entity.begin(), entity.end()) + ":" + entity.label())
              .toList();
    }
  }
}
