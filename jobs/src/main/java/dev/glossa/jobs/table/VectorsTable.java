package dev.glossa.jobs.table;

import dev.glossa.udf.task.VectorRow;
import java.util.List;

/** Vectors of a document's chunks. */
public final class VectorsTable implements RecordTable<VectorRow> {

  @Override
  public String name() {
    return "vectors";
  }

  @Override
  public String rowPer() {
    return "chunk and model";
  }

  @Override
  public List<Column> columns() {
    return List.of(
        Column.text("model", "name of the checkpoint in the configuration"),
        Column.integer("chunk", "number of the chunk within the document, from 0"),
        Column.integer("begin", "first UTF-16 unit of the chunk in the document"),
        Column.integer("end", "UTF-16 unit after its last"),
        Column.text("pooling", "how the tokens' vectors became one: mean, first or last"),
        Column.reals("vector", "as many numbers as the model is wide"));
  }

  @Override
  public Object[] values(VectorRow row) {
    return new Object[] {
      row.model(), row.chunk(), row.begin(), row.end(), row.pooling(), row.vector()
    };
  }
}
