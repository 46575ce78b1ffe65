package dev.glossa.jobs.table;

import dev.glossa.udf.task.WordVectorRow;
import java.util.List;

/** Words in a model's own input embedding. It speaks of no document and has no key. */
public final class WordVectorsTable implements RecordTable<WordVectorRow> {

  @Override
  public String name() {
    return "word_vectors";
  }

  @Override
  public String rowPer() {
    return "word";
  }

  @Override
  public boolean keyed() {
    return false;
  }

  @Override
  public List<Column> columns() {
    return List.of(
        Column.text("model", "name of the checkpoint in the configuration"),
        Column.text("word", "as the configuration gives it"),
        Column.integers("ids", "its tokens, without special tokens"),
        Column.reals("vector", "mean of its tokens' input embeddings"));
  }

  @Override
  public Object[] values(WordVectorRow row) {
    return new Object[] {row.model(), row.word(), row.ids(), row.vector()};
  }
}
