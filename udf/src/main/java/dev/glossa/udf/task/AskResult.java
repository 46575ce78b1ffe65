package dev.glossa.udf.task;

import java.util.List;

/**
 * What a model answers about a document.
 *
 * @param answers by question, chunk and sample
 */
public record AskResult(List<AnswerRow> answers) {}
