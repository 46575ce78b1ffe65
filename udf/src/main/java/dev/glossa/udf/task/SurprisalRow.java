package dev.glossa.udf.task;

import dev.glossa.udf.table.Column;
import dev.glossa.udf.table.TableRow;

/** How surprising each token of a chunk is, given the tokens before it in the chunk. */
@TableRow(table = "surprisal", per = "chunk and model")
public record SurprisalRow(
    @Column(meaning = "name of the checkpoint in the configuration") String model,
    @Column(meaning = "number of the chunk within the document, from 0") int chunk,
    @Column(meaning = "first unit of the chunk in the document", unit = "UTF-16 units") int begin,
    @Column(meaning = "the unit after its last", unit = "UTF-16 units") int end,
    @Column(meaning = "token ids") int[] ids,
    @Column(meaning = "the tokens as the vocabulary writes them") String[] tokens,
    @Column(meaning = "first unit of each token in the document", unit = "UTF-16 units")
        int[] begins,
    @Column(meaning = "the unit after each token", unit = "UTF-16 units") int[] ends,
    @Column(
            meaning = "minus each token's log-probability; null where nothing precedes it",
            unit = "nats")
        Float[] surprisals) {}
