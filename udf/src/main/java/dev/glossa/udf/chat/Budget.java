package dev.glossa.udf.chat;

/**
 * What one rendering may use. A template that wants more is refused, so that time and memory are
 * bounded whatever it says: a step is at most some hundred machine instructions.
 */
final class Budget {
  private static final long STEPS = 3_000_000;
  private static final int DEPTH = 400;

  /** Characters that are gone through in the time of a step. */
  private static final long CHARACTERS = 512;

  /** Steps for an element of a list, whose memory counts too. */
  private static final int ELEMENT = 4;

  private final long longest;
  private long characters;
  private long steps = STEPS;
  private int depth;

  /**
   * For one rendering.
   *
   * @param input characters of template, messages and variables
   */
  Budget(long input) {
    this.longest = 16 * input + (1 << 20);
    this.characters = 4 * longest + (16 << 20);
  }

  void step(long number) {
    steps -= number;
    if (number < 0 || steps < 0) {
      throw new TemplateError("it takes more than " + STEPS + " steps; it may loop without end");
    }
  }

  /** Goes through characters, once for each of others. */
  void search(long length, long times) {
    step(1 + length * Math.max(1, times) / CHARACTERS);
  }

  void elements(long number) {
    step(Math.multiplyExact(ELEMENT, Math.min(number, STEPS)));
  }

  void requireLength(long length) {
    if (length > longest) {
      throw new TemplateError(
          "it makes a text of more than " + longest + " characters, 16 times what it was given");
    }
  }

  /** Counts a value that was made. */
  Object made(Object value) {
    if (value instanceof Text text) {
      requireLength(text.length());
      characters -= text.length();
      step(text.length() / CHARACTERS);
      if (characters < 0) {
        throw new TemplateError("it makes more texts than memory is set apart for");
      }
    }
    return value;
  }

  void enter() {
    if (++depth > DEPTH) {
      throw new TemplateError("it is nested, or calls itself, more than " + DEPTH + " deep");
    }
  }

  void leave() {
    depth--;
  }
}
