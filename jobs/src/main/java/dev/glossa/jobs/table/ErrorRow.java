package dev.glossa.jobs.table;

import dev.glossa.udf.table.Column;
import dev.glossa.udf.table.TableRow;

/** What failed, and why: a text in a stage, or an input that could not be read. */
@TableRow(table = "errors", per = "failure")
record ErrorRow(
    @Column(meaning = "where it failed: read, or the name of a stage") String stage,
    @Column(meaning = "a stable name in capitals") String code,
    @Column(meaning = "what could not be done and why, without any of the text") String message,
    @Column(meaning = "the text; null where stage is read", nullable = true) String key,
    @Column(meaning = "as in results; null where stage is read", nullable = true) String settings,
    @Column(meaning = "as in occurrences; null unless stage is read", nullable = true)
        String source,
    @Column(meaning = "as in occurrences; null unless stage is read") Long position,
    @Column(meaning = "as in occurrences; null unless stage is read", nullable = true) String id,
    @Column(meaning = "the run that met it: id of the run's first wave") String run) {}
