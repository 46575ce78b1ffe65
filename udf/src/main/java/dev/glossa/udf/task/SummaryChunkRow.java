package dev.glossa.udf.task;

/**
 * An intermediate summary of a document that took more than one piece, or a sentence that the
 * {@code extractive} strategy picked.
 *
 * @param model name of the checkpoint
 * @param strategy {@code abstractive} or {@code extractive}
 * @param round from 1; what a round reads is what the round before wrote
 * @param chunk number within the round, from 0
 * @param begin first UTF-16 unit of the document that it covers
 * @param end UTF-16 unit after the last
 * @param summary the text
 */
public record SummaryChunkRow(
    String model, String strategy, int round, int chunk, int begin, int end, String summary) {}
