package dev.glossa.udf.task;

/**
 * A model's text in two parts: what it thought, between {@code <think>} marks, and what it answers.
 *
 * @param reasoning null where the model wrote none
 * @param answer without white space at its ends
 */
record Reasoning(String reasoning, String answer) {
  /** What opens it. */
  static final String BEGIN = "<think>";

  private static final String END = "</think>";

  /**
   * Takes a text apart. Where the closing mark is missing because the text was cut short, all of it
   * is reasoning.
   *
   * @param opened whether the prompt ended with the opening mark
   */
  static Reasoning of(String text, boolean opened) {
    String stripped = text.strip();
    boolean begins = stripped.startsWith(BEGIN);
    int end = stripped.indexOf(END);
    if (end < 0 && !begins && !opened) {
      return new Reasoning(null, stripped);
    }
    int begin = begins ? BEGIN.length() : 0;
    if (end < begin) {
      return new Reasoning(stripped.substring(begin).strip(), "");
    }
    String reasoning = stripped.substring(begin, end).strip();
    return new Reasoning(
        reasoning.isEmpty() ? null : reasoning, stripped.substring(end + END.length()).strip());
  }
}
