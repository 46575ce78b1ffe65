package dev.glossa.jobs.table;

import dev.glossa.udf.table.Column;
import dev.glossa.udf.table.TableRow;

/** An occurrence that stands no longer. */
@TableRow(table = "removed", per = "occurrence that stands no longer")
record RemovedRow(
    @Column(meaning = "as in the row of occurrences") String source,
    @Column(meaning = "as in the row of occurrences") long position,
    @Column(meaning = "as in the row of occurrences") String id,
    @Column(meaning = "as in the row of occurrences", nullable = true) String key,
    @Column(meaning = "the run that missed it: id of the run's first wave") String run,
    @Column(meaning = "gone, changed (it has another text now) or forgotten") String reason) {}
