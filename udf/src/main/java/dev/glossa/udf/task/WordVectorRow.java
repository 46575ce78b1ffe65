package dev.glossa.udf.task;

import dev.glossa.udf.table.Column;
import dev.glossa.udf.table.TableRow;

/** A word in a model's own input embedding. */
@TableRow(table = "word_vectors", per = "word")
public record WordVectorRow(
    @Column(meaning = "name of the checkpoint in the configuration") String model,
    @Column(meaning = "as the configuration gives it") String word,
    @Column(
            meaning = "the group that the configuration puts the word in; null where it names none",
            nullable = true)
        String wordGroup,
    @Column(meaning = "its tokens, without special tokens") int[] ids,
    @Column(meaning = "mean of its tokens' input embeddings") float[] vector) {}
