package dev.glossa.udf.task;

import dev.glossa.udf.table.Column;
import dev.glossa.udf.table.TableRow;
import java.util.List;

/** A sentence of a document, as {@link SentenceChoice} finds it. */
@TableRow(table = "sentences", per = "sentence")
public record SentenceRow(
    @Column(meaning = "number within the document, from 0") int sentence,
    @Column(meaning = "first unit of the sentence in the document", unit = "UTF-16 units")
        int begin,
    @Column(meaning = "the unit after its last", unit = "UTF-16 units") int end,
    @Column(
            meaning =
                "its words in order, punctuation apart, as Spark NLP's tokenizer or ICU parts them")
        List<String> words,
    @Column(meaning = "the document's text between begin and end") String text) {}
