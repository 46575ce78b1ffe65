package dev.glossa.udf.task;

/**
 * The summary of a document.
 *
 * @param model name of the checkpoint
 * @param strategy {@code abstractive} or {@code extractive}
 * @param summary the text
 * @param chunks pieces that the document was read in; for {@code extractive} its sentences
 * @param rounds how often summaries were summarised again, 1 for a document that fits the model
 * @param inputTokens tokens of the document that the model read in the first round
 * @param outputTokens tokens of the summary
 * @param truncated whether any of its writing, in any round, ended at the length limit and not by
 *     the model's choice
 * @param coverage share of the document's UTF-16 units, white space apart, that entered the
 *     summary, 0 to 1; for {@code extractive} the share of the sentences picked
 * @param finishReason why the last writing stopped: {@code end_token}, {@code max_length} or {@code
 *     no_token_allowed}; for {@code extractive} {@code selected}
 */
public record SummaryRow(
    String model,
    String strategy,
    String summary,
    int chunks,
    int rounds,
    int inputTokens,
    int outputTokens,
    boolean truncated,
    float coverage,
    String finishReason) {}
