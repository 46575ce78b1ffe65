package dev.glossa.jobs.table;

import dev.glossa.udf.table.Column;
import dev.glossa.udf.table.TableRow;

/** An input that has no results, and why. */
@TableRow(table = "errors", per = "input without results")
record ErrorRow(
    @Column(meaning = "path of the file that it was read from") String source,
    @Column(meaning = "its name within the source") String id,
    @Column(meaning = "where it failed: read, or the name of a stage") String stage,
    @Column(meaning = "a stable name in capitals") String code,
    @Column(meaning = "what could not be done and why, without any of the text") String message) {}
