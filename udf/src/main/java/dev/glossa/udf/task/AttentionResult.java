package dev.glossa.udf.task;

import java.util.List;

/**
 * How models attend to a document.
 *
 * @param attention one for each model, chunk, part, layer and head
 * @param attentionMatrices the same for a document whose matrices are wanted, else none
 */
public record AttentionResult(
    List<AttentionRow> attention, List<AttentionMatrixRow> attentionMatrices) {}
