package dev.glossa.udf.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class TestChunker {
  private static final SentenceSplitter SPLITTER = new SentenceSplitter();

  /**
   * A token for each four units of a word or the rest of it, never within a character, with the
   * space before it; and one for each further white space.
   */
  private static Tokens tokens(String text) {
    List<int[]> spans = new ArrayList<>();
    Matcher words = Pattern.compile(" ?(\\S+)|\\s").matcher(text);
    while (words.find()) {
      int begin = words.start();
      int at = words.group(1) == null ? words.end() : words.start(1);
      while (at < words.end()) {
        int end = Math.min(words.end(), at + 4);
        end += end < words.end() && Character.isLowSurrogate(text.charAt(end)) ? 1 : 0;
        spans.add(new int[] {begin, end});
        begin = end;
        at = end;
      }
      if (words.group(1) == null) {
        spans.add(new int[] {begin, at});
      }
    }
    int[] begins = spans.stream().mapToInt(span -> span[0]).toArray();
    int[] ends = spans.stream().mapToInt(span -> span[1]).toArray();
    return new Tokens(new int[begins.length], new String[begins.length], begins, ends);
  }

  private static List<String> chunks(String text, int limit) {
    return Chunker.chunks(text, SPLITTER.sentences(text), tokens(text), limit).stream()
        .map(chunk -> text.substring(chunk.span().begin(), chunk.span().end()))
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
    assertThat(chunks("a😀😀😀😀😀😀", 1)).containsExactly("a😀😀", "😀😀", "😀😀");
  }

  @Test
  void characterThatNeverFitsIsRefused() {
    Tokens bytes =
        new Tokens(
            new int[6], new String[6], new int[] {0, 0, 0, 1, 1, 1}, new int[] {1, 1, 1, 2, 2, 2});
    List<Span> sentence = List.of(new Span(0, 2));
    assertThatThrownBy(() -> Chunker.chunks("ab", sentence, bytes, 2))
        .isInstanceOf(TextException.class)
        .hasMessage(
            "Cannot divide: a character at unit 0 has more than 2 tokens (allow more tokens for a"
                + " chunk)");
    assertThat(Chunker.chunks("ab", sentence, bytes, 5))
        .containsExactly(
            new Chunker.Chunk(new Span(0, 1), 0, 3), new Chunker.Chunk(new Span(1, 2), 3, 6));
  }

  @Test
  void whatHasNoTokenOfItsOwnGoesWithItsNeighbor() {
    // The tokenizer drops the first and the third sentence, and joins the last two.
    Tokens tokens =
        new Tokens(new int[3], new String[3], new int[] {2, 4, 8}, new int[] {3, 5, 11});
    List<Span> sentences =
        List.of(new Span(0, 1), new Span(2, 5), new Span(6, 7), new Span(8, 9), new Span(10, 11));
    assertThat(Chunker.parts("a b c d e f", sentences, tokens, 9))
        .containsExactly(
            new Chunker.Chunk(new Span(0, 7), 0, 2), new Chunker.Chunk(new Span(8, 11), 2, 3));
    Tokens none = new Tokens(new int[0], new String[0], new int[0], new int[0]);
    assertThat(Chunker.chunks("a b c d e f", sentences, none, 9)).isEmpty();
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
      Tokens tokens = tokens(text.toString());
      List<Chunker.Chunk> chunks =
          Chunker.chunks(text.toString(), SPLITTER.sentences(text.toString()), tokens, limit);
      TestSentenceSplitter.requireCovered(
          text.toString(), chunks.stream().map(Chunker.Chunk::span).toList());
      int next = 0;
      for (Chunker.Chunk chunk : chunks) {
        assertThat(chunk.to() - chunk.from()).isBetween(1, limit);
        // Only white space is between the tokens of two chunks.
        for (; next < chunk.from(); next++) {
          assertThat(text.substring(tokens.begins()[next], tokens.ends()[next])).isBlank();
        }
        next = chunk.to();
      }
    }
  }
}
