package dev.glossa.jobs.table;

import dev.glossa.udf.table.Column;
import dev.glossa.udf.table.TableRow;
import java.util.Map;

/**
 * An input, when a run saw it first or with other values: a copy of a text is a row here and
 * nothing else.
 */
@TableRow(
    table = "occurrences",
    per = "input, when a run saw it first, or with other values in columns of `input.columns`")
record OccurrenceRow(
    @Column(meaning = "path of the file that it was read from") String source,
    @Column(meaning = "its place in the file, from 1: line, row or record; 1 for a text file")
        long position,
    @Column(meaning = "its name within the source") String id,
    @Column(meaning = "key of its text; null where it could not be read", nullable = true)
        String key,
    @Column(
            meaning =
                "its values in the columns of `input.columns`, those that it has; null where the run"
                    + " named no column or it could not be read",
            nullable = true)
        Map<String, String> columns,
    @Column(meaning = "the run that saw it: id of the run's first wave") String run) {}
