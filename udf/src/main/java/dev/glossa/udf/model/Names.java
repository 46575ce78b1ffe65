package dev.glossa.udf.model;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;

/** Finds the name that was probably meant. */
public final class Names {
  private Names() {}

  /**
   * The candidate that takes the fewest edits (insert, delete or replace one character), or "" when
   * none is near enough: at most a third of the name's characters, and two for short names.
   *
   * <p>Source: Levenshtein, Binary codes capable of correcting deletions, insertions and reversals,
   * 1966, by the row-by-row method of Wagner and Fischer, 1974.
   */
  public static String nearest(String name, Collection<String> candidates) {
    String nearest = "";
    int least = Math.max(2, name.length() / 3) + 1;
    for (String candidate : candidates) {
      int distance = distance(name, candidate);
      if (distance < least) {
        least = distance;
        nearest = candidate;
      }
    }
    return nearest;
  }

  /** Names, those first that take the fewest edits, and of equals the first by the alphabet. */
  public static List<String> nearest(String name, Collection<String> candidates, int most) {
    return candidates.stream()
        .sorted(
            Comparator.<String>comparingInt(candidate -> distance(name, candidate))
                .thenComparing(Comparator.naturalOrder()))
        .limit(most)
        .toList();
  }

  private static int distance(String from, String to) {
    int[] row = new int[to.length() + 1];
    for (int column = 0; column <= to.length(); column++) {
      row[column] = column;
    }
    for (int i = 1; i <= from.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= to.length(); j++) {
        int replace = diagonal + (from.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(replace, 1 + Math.min(row[j], row[j - 1]));
      }
    }
    return row[to.length()];
  }
}
