package dev.glossa.udf.decode;

import java.util.Arrays;
import java.util.List;

/**
 * The continuations of one row that are allowed, best first, the lower token first of equal ones.
 *
 * @param ids tokens
 * @param scores of each, none of them minus infinity
 * @param logSumExp over all allowed tokens, those that are not listed included
 * @param complete whether every allowed token is listed
 */
record SortedCandidates(int[] ids, float[] scores, double logSumExp, boolean complete) {

  /** The only tokens allowed, all with score 0, as Hugging Face forces tokens. */
  static SortedCandidates forced(List<Integer> tokens) {
    int[] ids = tokens.stream().mapToInt(Integer::intValue).sorted().distinct().toArray();
    return new SortedCandidates(ids, new float[ids.length], Math.log(ids.length), true);
  }

  /** A row's candidates from a model. */
  static SortedCandidates of(Candidates candidates, int row, int vocabulary) {
    int begin = row * candidates.count();
    int count = 0;
    while (count < candidates.count()
        && candidates.scores()[begin + count] != Float.NEGATIVE_INFINITY) {
      if (Float.isNaN(candidates.scores()[begin + count])) {
        throw new IllegalStateException(
            "Cannot choose a token: row " + row + " scores NaN (the model's numbers overflowed)");
      }
      count++;
    }
    int[] ids = Arrays.copyOfRange(candidates.ids(), begin, begin + count);
    float[] scores = Arrays.copyOfRange(candidates.scores(), begin, begin + count);
    orderEquals(ids, scores);
    boolean complete = count < candidates.count() || count == vocabulary;
    return new SortedCandidates(ids, scores, candidates.logSumExp()[row], complete);
  }

  /** A partial sort leaves equal scores in any order. */
  private static void orderEquals(int[] ids, float[] scores) {
    int begin = 0;
    while (begin < ids.length) {
      int end = begin + 1;
      while (end < ids.length && scores[end] == scores[begin]) {
        end++;
      }
      // Nearly all scores differ, and there are some for each row of each step.
      if (end > begin + 1) {
        Arrays.sort(ids, begin, end);
      }
      begin = end;
    }
  }

  int size() {
    return ids.length;
  }

  /**
   * How many are as good as the one at a rank or better.
   *
   * @param rank from 0
   * @throws IllegalStateException when some of them may not be listed
   */
  int reach(int rank) {
    int end = rank + 1;
    while (end < ids.length && scores[end] == scores[rank]) {
      end++;
    }
    if (end == ids.length && !complete) {
      throw new IllegalStateException(
          "Cannot choose a token: "
              + (end - rank)
              + " of the best "
              + end
              + " tokens score "
              + scores[rank]
              + " alike, and there may be more (do the model's weights hold numbers?)");
    }
    return end;
  }
}
