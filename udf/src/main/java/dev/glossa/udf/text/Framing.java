package dev.glossa.udf.text;

/**
 * What a model wants round its texts beyond what its tokenizer puts there.
 *
 * @param source code of the language that texts are in, such as {@code eng_Latn}; empty for the
 *     tokenizer's own
 * @param target code of the language to be written; empty for the model's own
 * @param prefix text before every text, such as {@code "summarize: "}; may be empty
 */
public record Framing(String source, String target, String prefix) {
  /** Nothing beyond what the tokenizer puts round texts anyway. */
  public static final Framing NONE = new Framing("", "", "");
}
