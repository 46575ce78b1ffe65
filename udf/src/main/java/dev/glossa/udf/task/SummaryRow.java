package dev.glossa.udf.task;

import dev.glossa.udf.table.Column;
import dev.glossa.udf.table.TableRow;

/** The summary of a document. */
@TableRow(table = "summaries", per = "document and strategy")
public record SummaryRow(
    @Column(meaning = "name of the checkpoint in the configuration") String model,
    @Column(meaning = "abstractive (written) or extractive (sentences chosen)") String strategy,
    @Column(meaning = "the summary") String summary,
    @Column(meaning = "pieces that the document was read in; for extractive its sentences")
        int chunks,
    @Column(
            meaning =
                "how often summaries were summarized again; 1 where the document fits the model")
        int rounds,
    @Column(meaning = "of the document, read in the first round", unit = "tokens") int inputTokens,
    @Column(meaning = "of the summary", unit = "tokens") int outputTokens,
    @Column(meaning = "whether the length limit cut any of the writing off, in any round")
        boolean truncated,
    @Column(
            meaning =
                "share of the document, white space apart, that entered the summary, 0 to 1; for extractive the share that was picked")
        float coverage,
    @Column(
            meaning =
                "why the last writing stopped: end_token, stop_string, max_length or no_token_allowed;"
                    + " for extractive selected")
        String finishReason) {}
