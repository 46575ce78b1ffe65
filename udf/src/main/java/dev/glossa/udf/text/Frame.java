package dev.glossa.udf.text;

import dev.glossa.udf.model.tokenizer.Languages;
import dev.glossa.udf.model.tokenizer.Languages.Place;
import java.util.Arrays;
import java.util.stream.Stream;

/**
 * Special tokens that stand round a text.
 *
 * @param before ids before it
 * @param after ids behind it
 */
record Frame(int[] before, int[] after) {

  /**
   * Learns from an encoded text what a template puts round it.
   *
   * @param ids of all tokens
   * @param sequences for each token the number of its text, -1 for a special token
   */
  static Frame of(int[] ids, int[] sequences) {
    int begin = 0;
    int end = ids.length;
    while (begin < end && sequences[begin] < 0) {
      begin++;
    }
    while (end > begin && sequences[end - 1] < 0) {
      end--;
    }
    return new Frame(Arrays.copyOf(ids, begin), Arrays.copyOfRange(ids, end, ids.length));
  }

  /** The frame of a text in a language. */
  static Frame of(Languages languages, int language) {
    int[] end = {languages.end()};
    return languages.place() == Place.SOURCE_LAST
        ? new Frame(new int[0], new int[] {languages.end(), language})
        : new Frame(new int[] {language}, end);
  }

  boolean isEmpty() {
    return size() == 0;
  }

  int size() {
    return before.length + after.length;
  }

  /** Ids with these before and behind them. */
  int[] round(int[] ids) {
    return Stream.of(before, ids, after).flatMapToInt(Arrays::stream).toArray();
  }
}
