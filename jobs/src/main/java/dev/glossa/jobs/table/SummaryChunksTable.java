package dev.glossa.jobs.table;

import dev.glossa.udf.task.SummaryChunkRow;
import java.util.List;

/** The steps towards the summary of a document that took more than one piece. */
public final class SummaryChunksTable implements RecordTable<SummaryChunkRow> {

  @Override
  public String name() {
    return "summary_chunks";
  }

  @Override
  public String rowPer() {
    return "intermediate summary";
  }

  @Override
  public List<Column> columns() {
    return List.of(
        Column.text("model", "name of the checkpoint in the configuration"),
        Column.text("strategy", "abstractive or extractive"),
        Column.integer("round", "from 1; a round reads what the round before wrote"),
        Column.integer("chunk", "number within the round, from 0"),
        Column.integer("begin", "first UTF-16 unit of what it covers in the document"),
        Column.integer("end", "UTF-16 unit after its last"),
        Column.text("summary", "the text written"));
  }

  @Override
  public Object[] values(SummaryChunkRow row) {
    return new Object[] {
      row.model(), row.strategy(), row.round(), row.chunk(), row.begin(), row.end(), row.summary()
    };
  }
}
