package dev.glossa.jobs.run;

/**
 * Texts that a stage has to do.
 *
 * @param texts each once
 * @param characters of these, counted as Unicode's code points
 */
public record Amount(long texts, long characters) {
  static final Amount NOTHING = new Amount(0, 0);
}
