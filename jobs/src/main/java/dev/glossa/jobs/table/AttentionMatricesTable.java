package dev.glossa.jobs.table;

import dev.glossa.udf.task.AttentionMatrixRow;
import java.util.List;

/** All attention weights of a head over a chunk. */
public final class AttentionMatricesTable implements RecordTable<AttentionMatrixRow> {

  @Override
  public String name() {
    return "attention_matrices";
  }

  @Override
  public String rowPer() {
    return "chunk, layer and head of the documents asked for";
  }

  @Override
  public List<Column> columns() {
    return List.of(
        Column.text("model", "name of the checkpoint in the configuration"),
        Column.integer("chunk", "number of the chunk within the document, from 0"),
        Column.text("part", "encoder, decoder or cross"),
        Column.integer("layer", "from 0"),
        Column.integer("head", "from 0"),
        Column.texts("queries", "the tokens that attend"),
        Column.texts("keys", "the tokens attended to"),
        Column.reals("weights", "queries × keys weights, row by row; each row sums to 1"));
  }

  @Override
  public Object[] values(AttentionMatrixRow row) {
    return new Object[] {
      row.model(),
      row.chunk(),
      row.part(),
      row.layer(),
      row.head(),
      row.queries(),
      row.keys(),
      row.weights()
    };
  }
}
