package dev.glossa.udf.task;

import java.util.List;

/**
 * What a document is about, or of which kind it is.
 *
 * @param labels one row
 */
public record ClassifyResult(List<LabelRow> labels) {}
