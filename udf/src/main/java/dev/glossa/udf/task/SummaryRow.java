package dev.glossa.udf.task;

/**
 * The summary of a document.
 *
 * @param model name of the checkpoint
 * @param strategy {@code abstractive} or {@code extractive}
 * @param summary the text
 * @param chunks pieces that the document was read in
 * @param rounds how often summaries were summarised again, 1 for a document that fits the model
 * @param inputTokens tokens of the document that the model read in the first round
 * @param outputTokens tokens of the summary
 * @param truncated whether the last piece of writing was cut off by the length limit
 * @param coverage share of the document's UTF-16 units that entered the summary, 0 to 1
 * @param finishReason why the writing stopped
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
