package dev.glossa.udf.task;

import dev.glossa.udf.table.Column;
import dev.glossa.udf.table.TableRow;

/** The vector of one chunk of a document. */
@TableRow(table = "vectors", per = "chunk and model")
public record VectorRow(
    @Column(meaning = "name of the checkpoint in the configuration") String model,
    @Column(meaning = "number of the chunk within the document, from 0") int chunk,
    @Column(meaning = "first unit of the chunk in the document", unit = "UTF-16 units") int begin,
    @Column(meaning = "the unit after its last", unit = "UTF-16 units") int end,
    @Column(
            meaning =
                "how the tokens' vectors became one: mean (scaled to length 1), first, last, or by"
                    + " sentence-transformers' names what the model's own files say, such as"
                    + " cls_token+normalize")
        String pooling,
    @Column(meaning = "as many numbers as the model is wide") float[] vector) {}
