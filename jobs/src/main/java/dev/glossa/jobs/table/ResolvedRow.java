package dev.glossa.jobs.table;

import dev.glossa.udf.table.Column;
import dev.glossa.udf.table.TableRow;

/**
 * An error that no longer stands, because a later run got further with the input. Published waves
 * never change, so the row in {@code errors} stays where it is and this one takes it back:
 *
 * <pre>{@code
 * SELECT e.* FROM errors e ANTI JOIN resolved r
 *   ON e.key = r.key AND e.source = r.source AND e.id = r.id AND e.wave = r.failed_in
 * }</pre>
 *
 * <p>where {@code wave} is the column that a reader makes of the folder name {@code wave=ID}.
 */
@TableRow(table = "resolved", per = "error taken back")
record ResolvedRow(
    @Column(meaning = "as in the row of errors") String source,
    @Column(meaning = "as in the row of errors") String id,
    @Column(meaning = "the wave whose errors hold the row") String failedIn) {}
