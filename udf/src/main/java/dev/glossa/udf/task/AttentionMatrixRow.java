package dev.glossa.udf.task;

import dev.glossa.udf.table.Column;
import dev.glossa.udf.table.TableRow;

/** All attention weights of one head over one chunk. */
@TableRow(table = "attention_matrices", per = "chunk, layer and head of the documents asked for")
public record AttentionMatrixRow(
    @Column(meaning = "name of the checkpoint in the configuration") String model,
    @Column(meaning = "number of the chunk within the document, from 0") int chunk,
    @Column(meaning = "encoder, decoder or cross") String part,
    @Column(meaning = "from 0") int layer,
    @Column(meaning = "from 0") int head,
    @Column(meaning = "the tokens that attend") String[] queryTokens,
    @Column(meaning = "the tokens attended to") String[] keyTokens,
    @Column(meaning = "as many as query tokens times key tokens, row by row; each row sums to 1")
        float[] weights) {}
