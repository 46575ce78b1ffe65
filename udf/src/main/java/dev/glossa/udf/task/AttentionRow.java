package dev.glossa.udf.task;

import dev.glossa.udf.table.Column;
import dev.glossa.udf.table.TableRow;

/** How one head spreads its attention over one chunk, averaged over the chunk's positions. */
@TableRow(table = "attention", per = "chunk, layer and head")
public record AttentionRow(
    @Column(meaning = "name of the checkpoint in the configuration") String model,
    @Column(meaning = "number of the chunk within the document, from 0") int chunk,
    @Column(meaning = "encoder, decoder or cross") String part,
    @Column(meaning = "from 0") int layer,
    @Column(meaning = "from 0") int head,
    @Column(meaning = "positions averaged over: those that attend") int positions,
    @Column(meaning = "of a position's weights", unit = "nats") float entropy,
    @Column(meaning = "largest weight of a position, 0 to 1") float largestWeight,
    @Column(meaning = "expected distance to what is attended to", unit = "tokens")
        float meanDistance,
    @Column(meaning = "weight on the position itself, 0 to 1") float selfShare,
    @Column(meaning = "weight on the position before, 0 to 1") float previousShare,
    @Column(meaning = "weight on the first position, 0 to 1") float firstShare) {}
