package dev.glossa.udf.task;

import java.util.List;

/**
 * A document's summaries.
 *
 * @param summaries one for each strategy
 * @param summaryChunks one for each intermediate summary
 */
public record SummarizeResult(List<SummaryRow> summaries, List<SummaryChunkRow> summaryChunks) {}
