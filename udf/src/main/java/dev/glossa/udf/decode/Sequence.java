package dev.glossa.udf.decode;

import java.util.List;

/**
 * A text that a search has written.
 *
 * @param ids its tokens with the end token where there is one; neither the prompt nor an
 *     encoder-decoder's start token is among them (Hugging Face returns both), and no padding
 * @param score Hugging Face's {@code sequences_scores} for a beam search: the log-probability
 *     divided by the length penalty; otherwise the log-probability. -1e9 where a beam search found
 *     no text at all
 * @param logProbability sum over the tokens of their log-probability when chosen. For a beam search
 *     this is after penalty and bans as the search adds it up, without renormalizing; otherwise
 *     among what was allowed, temperature and filters included (Hugging Face's {@code
 *     compute_transition_scores} with {@code normalize_logits})
 * @param reason why it ended
 * @param trace what was chosen from at each step; empty when no trace was asked for
 */
public record Sequence(
    int[] ids, float score, float logProbability, FinishReason reason, List<TraceStep> trace) {}
