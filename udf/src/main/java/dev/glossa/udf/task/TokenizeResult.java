package dev.glossa.udf.task;

import java.util.List;

/**
 * A document's sentences and tokens.
 *
 * @param sentences in the order of the text
 * @param tokens one for each tokenizer
 */
public record TokenizeResult(List<SentenceRow> sentences, List<TokensRow> tokens) {}
