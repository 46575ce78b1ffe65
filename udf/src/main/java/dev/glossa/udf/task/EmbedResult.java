package dev.glossa.udf.task;

import java.util.List;

/**
 * A document's vectors.
 *
 * @param vectors one for each chunk
 */
public record EmbedResult(List<VectorRow> vectors) {}
