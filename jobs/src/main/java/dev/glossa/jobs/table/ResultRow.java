package dev.glossa.jobs.table;

import dev.glossa.udf.table.Column;
import dev.glossa.udf.table.TableRow;

/** A text that a stage got through: it has its rows in the stage's tables, be they none. */
@TableRow(table = "results", per = "text, stage and settings with a result")
record ResultRow(
    @Column(meaning = "name of the stage") String stage,
    @Column(meaning = "fingerprint of all that decides the result, 16 hexadecimal digits")
        String settings,
    @Column(meaning = "the run that made it: id of the run's first wave") String run) {}
