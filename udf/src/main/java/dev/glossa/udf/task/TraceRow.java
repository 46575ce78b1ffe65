package dev.glossa.udf.task;

import dev.glossa.udf.table.Column;
import dev.glossa.udf.table.TableRow;

/** One candidate at one step of a generation. */
@TableRow(table = "trace", per = "prompt, step and rank")
public record TraceRow(
    @Column(meaning = "name of the checkpoint in the configuration") String model,
    @Column(meaning = "as in generations") String strategy,
    @Column(meaning = "as in generations") int sample,
    @Column(meaning = "from 0") int step,
    @Column(meaning = "from 1, likeliest first") int rank,
    @Column(meaning = "token id") int id,
    @Column(meaning = "as the vocabulary writes it") String token,
    @Column(meaning = "among what the strategy allowed at this step, 0 to 1") float probability,
    @Column(meaning = "whether this candidate was taken") boolean chosen) {}
