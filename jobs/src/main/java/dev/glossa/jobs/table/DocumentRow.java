package dev.glossa.jobs.table;

import dev.glossa.udf.table.Column;
import dev.glossa.udf.table.TableRow;

/** A text, once for the whole folder, whatever was done with it and however that ended. */
@TableRow(table = "documents", per = "text")
record DocumentRow(
    @Column(meaning = "two-letter code") String language,
    @Column(meaning = "length of the text", unit = "UTF-16 units") int characters,
    @Column(meaning = "length of the text in UTF-8", unit = "bytes") int bytes,
    @Column(meaning = "replaced because they were no text", unit = "UTF-16 units") int repaired,
    @Column(meaning = "the text that every offset refers to") String text) {}
