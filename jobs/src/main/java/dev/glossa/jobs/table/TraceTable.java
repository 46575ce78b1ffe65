package dev.glossa.jobs.table;

import dev.glossa.udf.task.TraceRow;
import java.util.List;

/** The candidates at each step of a generation. */
public final class TraceTable implements RecordTable<TraceRow> {

  @Override
  public String name() {
    return "trace";
  }

  @Override
  public String rowPer() {
    return "prompt, step and rank";
  }

  @Override
  public List<Column> columns() {
    return List.of(
        Column.text("model", "name of the checkpoint in the configuration"),
        Column.text("strategy", "as in generations"),
        Column.integer("sample", "as in generations"),
        Column.integer("step", "from 0"),
        Column.integer("rank", "from 1, likeliest first"),
        Column.integer("id", "token id"),
        Column.text("token", "as the vocabulary writes it"),
        Column.real("probability", "among what the strategy allowed at this step"),
        Column.flag("chosen", "whether this candidate was taken"));
  }

  @Override
  public Object[] values(TraceRow row) {
    return new Object[] {
      row.model(),
      row.strategy(),
      row.sample(),
      row.step(),
      row.rank(),
      row.id(),
      row.token(),
      row.probability(),
      row.chosen()
    };
  }
}
