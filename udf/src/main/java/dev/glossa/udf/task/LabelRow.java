package dev.glossa.udf.task;

import dev.glossa.udf.table.Column;
import dev.glossa.udf.table.TableRow;
import java.util.Map;

/** The labels of a document. */
@TableRow(table = "labels", per = "document")
public record LabelRow(
    @Column(meaning = "name of the checkpoint in the configuration") String model,
    @Column(meaning = "the label with the largest score, the first of several") String label,
    @Column(
            meaning =
                "its score: a probability, 0 to 1; of a regression the model's number as it stands")
        float score,
    @Column(meaning = "every label's score, by label") Map<String, Float> scores,
    @Column(meaning = "pieces that the document was read in") int chunks) {}
