package dev.glossa.udf.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Random;
import java.util.function.ToIntFunction;
import org.junit.jupiter.api.Test;

class TestChunker {
  private static final SentenceSplitter SPLITTER = new SentenceSplitter();

  /** A token for each four units of a word or part of it, and one for each further blank. */
  private static final ToIntFunction<String> COUNT =
      text -> {
        int tokens = 0;
        for (String word : text.split("(?<=\\s)")) {
          tokens += (word.strip().length() + 3) / 4 + (word.isBlank() ? 1 : 0);
        }
        return tokens;
      };

  private static List<String> chunks(String text, int limit) {
    return Chunker.chunks(text, SPLITTER.sentences(text), COUNT, limit).stream()
        .map(span -> text.substring(span.begin(), span.end()))
        .toList();
  }

  @Test
  void chunksEndAtSentences() {
    assertThat(chunks("One two six. Four five. Seven eight. Ten.", 6))
        .containsExactly("One two six. Four five.", "Seven eight. Ten.");
    assertThat(chunks("One two six. Four five. Seven eight. Ten.", 5))
        .containsExactly("One two six.", "Four five.", "Seven eight. Ten.");
  }

  @Test
  void sentenceThatDoesNotFitIsDividedAtWordsAndThenAnywhere() {
    assertThat(chunks("alpha beta gamma delta", 4)).containsExactly("alpha beta", "gamma delta");
    assertThat(chunks("abcdefghijklmnop", 2)).containsExactly("abcdefgh", "ijklmnop");
    assertThat(chunks("a😀😀😀😀😀😀", 1)).containsExactly("a😀", "😀😀", "😀😀", "😀");
  }

  @Test
  void characterThatNeverFitsIsRefused() {
    assertThatThrownBy(
            () -> Chunker.chunks("ab", List.of(new Span(0, 2)), text -> text.length() * 3, 2))
        .isInstanceOf(TextException.class)
        .hasMessage(
            "Cannot divide: a character at unit 0 has more than 2 tokens (allow more tokens for a"
                + " chunk)");
  }

  @Test
  void chunksFitAndCoverEveryText() {
    String[] parts = {
      "The dog ran. ",
      "안녕하세요. ",
      "😀",
      "\n\n",
      "supercalifragilisticexpialidocious",
      " ",
      "word ",
      "!? ",
      "1. "
    };
    for (int seed = 0; seed < 300; seed++) {
      Random random = new Random(seed);
      StringBuilder text = new StringBuilder();
      int size = random.nextInt(200);
      for (int i = 0; i < size; i++) {
        text.append(parts[random.nextInt(parts.length)]);
      }
      int limit = 1 + random.nextInt(40);
      List<Span> spans =
          Chunker.chunks(text.toString(), SPLITTER.sentences(text.toString()), COUNT, limit);
      TestSentenceSplitter.requireCovered(text.toString(), spans);
      for (Span span : spans) {
        assertThat(COUNT.applyAsInt(text.substring(span.begin(), span.end())))
            .isLessThanOrEqualTo(limit);
      }
    }
  }
}
