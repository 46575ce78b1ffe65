package dev.glossa.jobs.table;

import dev.glossa.udf.table.Column;
import dev.glossa.udf.table.TableRow;

/** Where a document was found: a copy of a document is a row here and nothing else. */
@TableRow(table = "occurrences", per = "input with results")
record OccurrenceRow(
    @Column(meaning = "path of the file that it was read from") String source,
    @Column(meaning = "its name within the source") String id) {}
