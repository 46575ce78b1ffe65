package dev.glossa.jobs.table;

import dev.glossa.udf.task.AttentionRow;
import java.util.List;

/** How each head spreads its attention, averaged over the positions of a chunk. */
public final class AttentionTable implements RecordTable<AttentionRow> {

  @Override
  public String name() {
    return "attention";
  }

  @Override
  public String rowPer() {
    return "chunk, layer and head";
  }

  @Override
  public List<Column> columns() {
    return List.of(
        Column.text("model", "name of the checkpoint in the configuration"),
        Column.integer("chunk", "number of the chunk within the document, from 0"),
        Column.text("part", "encoder, decoder or cross"),
        Column.integer("layer", "from 0"),
        Column.integer("head", "from 0"),
        Column.integer("tokens", "query positions averaged over"),
        Column.real("entropy", "of a position's weights, in nats"),
        Column.real("largest_weight", "largest weight of a position, 0 to 1"),
        Column.real("mean_distance", "expected distance to what is attended to, in tokens"),
        Column.real("self_share", "weight on the position itself, 0 to 1"),
        Column.real("previous_share", "weight on the position before, 0 to 1"),
        Column.real("first_share", "weight on the first position, 0 to 1"));
  }

  @Override
  public Object[] values(AttentionRow row) {
    return new Object[] {
      row.model(),
      row.chunk(),
      row.part(),
      row.layer(),
      row.head(),
      row.tokens(),
      row.entropy(),
      row.largestWeight(),
      row.meanDistance(),
      row.selfShare(),
      row.previousShare(),
      row.firstShare()
    };
  }
}
