package dev.glossa.udf.task;

import static org.assertj.core.api.Assertions.assertThat;

import dev.glossa.udf.text.Chunker;
import dev.glossa.udf.text.Span;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class TestReadingWindow {
  @Test
  void everyTokenOfASentenceCountsOnceAndWindowsFit() {
    Random random = new Random(3);
    for (int trial = 0; trial < 500; trial++) {
      int room = 4 + random.nextInt(60);
      List<Chunker.Chunk> sentences = new ArrayList<>();
      int at = random.nextInt(2);
      for (int i = 0; i < 1 + random.nextInt(30); i++) {
        int length = 1 + random.nextInt(room);
        sentences.add(new Chunker.Chunk(new Span(at, at + length), at, at + length));
        at += length + random.nextInt(2);
      }
      int[] counted = new int[at + 1];
      for (ReadingWindow window : ReadingWindow.of(sentences, room)) {
        assertThat(window.to() - window.from()).isBetween(1, room);
        assertThat(window.ownFrom()).isBetween(window.from(), window.ownTo());
        assertThat(window.ownTo()).isLessThanOrEqualTo(window.to());
        for (int token = window.ownFrom(); token < window.ownTo(); token++) {
          counted[token]++;
        }
      }
      for (Chunker.Chunk sentence : sentences) {
        for (int token = sentence.from(); token < sentence.to(); token++) {
          assertThat(counted[token]).isEqualTo(1);
        }
      }
    }
  }

  @Test
  void windowsShareSentencesAndPartInTheMiddle() {
    List<Chunker.Chunk> sentences = new ArrayList<>();
    for (int i = 0; i < 12; i++) {
      sentences.add(new Chunker.Chunk(new Span(10 * i, 10 * i + 10), 10 * i, 10 * i + 10));
    }
    assertThat(ReadingWindow.of(sentences, 80))
        .containsExactly(new ReadingWindow(0, 80, 0, 70), new ReadingWindow(60, 120, 70, 120));
  }
}
