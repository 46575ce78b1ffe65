package dev.glossa.udf.task;

import dev.glossa.udf.table.Column;
import dev.glossa.udf.table.TableRow;

/** A whole document in one tokenizer's tokens, the template's special tokens included. */
@TableRow(table = "tokens", per = "document and tokenizer")
public record TokensRow(
    @Column(meaning = "name of the checkpoint that the tokenizer belongs to") String tokenizer,
    @Column(meaning = "token ids") int[] ids,
    @Column(meaning = "the tokens as the vocabulary writes them") String[] tokens,
    @Column(meaning = "first unit of each token in the document", unit = "UTF-16 units")
        int[] begins,
    @Column(
            meaning = "the unit after each token; equal to its begin for a special token",
            unit = "UTF-16 units")
        int[] ends) {}
