package dev.glossa.udf.task;

import dev.glossa.udf.table.Column;
import dev.glossa.udf.table.TableRow;

/**
 * An intermediate summary of a document that took more than one piece, or a sentence that the
 * extractive strategy picked.
 */
@TableRow(table = "summary_chunks", per = "intermediate summary")
public record SummaryChunkRow(
    @Column(meaning = "name of the checkpoint in the configuration") String model,
    @Column(meaning = "abstractive or extractive") String strategy,
    @Column(meaning = "from 1; a round reads what the round before wrote") int round,
    @Column(meaning = "number within the round, from 0") int chunk,
    @Column(meaning = "first unit of what it covers in the document", unit = "UTF-16 units")
        int begin,
    @Column(meaning = "the unit after its last", unit = "UTF-16 units") int end,
    @Column(meaning = "the text written") String summary) {}
