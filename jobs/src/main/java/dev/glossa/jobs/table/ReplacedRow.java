package dev.glossa.jobs.table;

import dev.glossa.udf.table.Column;
import dev.glossa.udf.table.TableRow;

/** A wave whose place this one has taken: readers pass it over, should they still see it. */
@TableRow(table = "replaced", per = "wave that was replaced")
record ReplacedRow(@Column(meaning = "its id") String replaced) {}
