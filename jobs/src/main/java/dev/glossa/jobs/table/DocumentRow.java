package dev.glossa.jobs.table;

import dev.glossa.udf.table.Column;
import dev.glossa.udf.table.TableRow;

/** A document that went through every stage, with its text. */
@TableRow(table = "documents", per = "document")
record DocumentRow(
    @Column(meaning = "SHA-256 of the text, 64 hexadecimal digits; the same under all settings")
        String content,
    @Column(meaning = "path of the file that it was read from; occurrences has all of them")
        String source,
    @Column(meaning = "its name within the source") String id,
    @Column(meaning = "two-letter code") String language,
    @Column(meaning = "length of the text", unit = "UTF-16 units") int characters,
    @Column(meaning = "length of the text in UTF-8", unit = "bytes") int bytes,
    @Column(meaning = "replaced because they were no text", unit = "UTF-16 units") int repaired,
    @Column(meaning = "the text that every offset refers to") String text) {}
