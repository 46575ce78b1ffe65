package dev.glossa.udf.text;

/**
 * Two texts in tokens, as a model reads them at once.
 *
 * @param ids token ids, the template's special ones among them
 * @param types as many: which of the two texts a token counts to, where the model is told
 */
public record TokenPair(int[] ids, int[] types) {}
