package dev.glossa.udf.task;

import dev.glossa.udf.text.Chunker;
import java.util.ArrayList;
import java.util.List;

/**
 * A run of a text's tokens that a model reads at once, and the part of it whose results count.
 * Windows overlap by whole sentences, so that most tokens are read with what stands on both sides
 * of them; every token counts in one window only.
 *
 * @param from first token that is read
 * @param to the token after the last
 * @param ownFrom first token that counts
 * @param ownTo the token after the last that counts
 */
record ReadingWindow(int from, int to, int ownFrom, int ownTo) {
  /** Windows overlap by at most this part of what a model can read. */
  private static final int OVERLAP = 4;

  /** The one window of a text that is read at once. */
  static ReadingWindow whole(int tokens) {
    return new ReadingWindow(0, tokens, 0, tokens);
  }

  /**
   * The windows of a text.
   *
   * @param sentences its sentences, each of which fits
   * @param room tokens that a window has at most
   */
  static List<ReadingWindow> of(List<Chunker.Chunk> sentences, int room) {
    int count = sentences.size();
    int[] begins = new int[count + 1];
    int[] ends = new int[count];
    for (int i = 0; i < count; i++) {
      begins[i] = sentences.get(i).from();
      ends[i] = sentences.get(i).to();
      // Tokens of white space between sentences are read with the earlier one where they fit.
      if (i > 0 && begins[i] - begins[i - 1] <= room) {
        ends[i - 1] = begins[i];
      }
    }
    begins[count] = ends[count - 1];
    List<ReadingWindow> windows = new ArrayList<>();
    int first = 0;
    int own = begins[0];
    while (first < count) {
      int last = first;
      while (last + 1 < count && ends[last + 1] - begins[first] <= room) {
        last++;
      }
      int next = last + 1;
      while (next < count
          && next - 1 > first
          && ends[last] - begins[next - 1] <= room / OVERLAP
          && ends[last + 1] - begins[next - 1] <= room) {
        next--;
      }
      // Of the sentences that both windows read, the earlier half counts here.
      int cut = begins[next + (last + 2 - next) / 2];
      windows.add(new ReadingWindow(begins[first], ends[last], own, Math.min(cut, ends[last])));
      own = cut;
      first = next;
    }
    return windows;
  }
}
