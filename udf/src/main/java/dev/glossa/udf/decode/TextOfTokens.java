package dev.glossa.udf.decode;

/** Turns tokens into text, which a search needs to find stop strings and nothing else. */
@FunctionalInterface
public interface TextOfTokens {

  /** The text of tokens, control tokens left out. */
  String of(int[] ids);
}
