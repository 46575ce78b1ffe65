package dev.glossa.udf.task;

/**
 * A whole document in one tokenizer's tokens, the template's special tokens included.
 *
 * @param tokenizer name of the checkpoint that the tokenizer belongs to
 * @param ids token ids
 * @param tokens the tokens as the vocabulary writes them, as many as {@code ids}
 * @param begins first UTF-16 unit of each token in the document
 * @param ends UTF-16 unit after each token; equal to its begin for a special token
 */
public record TokensRow(String tokenizer, int[] ids, String[] tokens, int[] begins, int[] ends) {}
