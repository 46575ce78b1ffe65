package dev.glossa.jobs.table;

import dev.glossa.udf.task.SurprisalRow;
import java.util.List;

/** How much each token surprises a model that has read the chunk up to it. */
public final class SurprisalTable implements RecordTable<SurprisalRow> {

  @Override
  public String name() {
    return "surprisal";
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
        Column.integers("ids", "token ids"),
        Column.texts("tokens", "the tokens as the vocabulary writes them"),
        Column.integers("begins", "first UTF-16 unit of each token in the document"),
        Column.integers("ends", "UTF-16 unit after each token"),
        Column.reals(
                "surprisals",
                "minus each token's log-probability in nats; null where nothing precedes it")
            .orNull());
  }

  @Override
  public Object[] values(SurprisalRow row) {
    return new Object[] {
      row.model(),
      row.chunk(),
      row.begin(),
      row.end(),
      row.ids(),
      row.tokens(),
      row.begins(),
      row.ends(),
      row.surprisals()
    };
  }
}
