package dev.glossa.jobs.corpus;

/** Names of documents in their file. */
final class Ids {
  private static final int LONGEST = 512;

  private Ids() {}

  /**
   * The id that the row gives itself, or the row's number where it gives none, a blank one, or one
   * that is longer than 512 units (a text in the wrong column, say).
   */
  static String of(String given, long number) {
    return given.isBlank() || given.length() > LONGEST ? Long.toString(number) : given.strip();
  }
}
