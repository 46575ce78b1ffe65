package dev.glossa.udf.task;

import java.util.List;

/**
 * What a model writes after a document's opening.
 *
 * @param generations one for each strategy and sample
 * @param trace candidates at each step
 */
public record GenerateResult(List<GenerationRow> generations, List<TraceRow> trace) {}
