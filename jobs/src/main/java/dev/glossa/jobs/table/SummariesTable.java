package dev.glossa.jobs.table;

import dev.glossa.udf.task.SummaryRow;
import java.util.List;

/** Summaries of whole documents. */
public final class SummariesTable implements RecordTable<SummaryRow> {

  @Override
  public String name() {
    return "summaries";
  }

  @Override
  public String rowPer() {
    return "document and strategy";
  }

  @Override
  public List<Column> columns() {
    return List.of(
        Column.text("model", "name of the checkpoint in the configuration"),
        Column.text("strategy", "abstractive (written) or extractive (sentences chosen)"),
        Column.text("summary", "the summary"),
        Column.integer(
            "chunks", "pieces that the document was read in; for extractive its sentences"),
        Column.integer(
            "rounds",
            "how often summaries were summarised again; 1 where the document fits the model"),
        Column.integer("input_tokens", "tokens of the document read in the first round"),
        Column.integer("output_tokens", "tokens of the summary"),
        Column.flag(
            "truncated", "whether the length limit cut any of the writing off, in any round"),
        Column.real(
            "coverage",
            "share of the document's UTF-16 units, white space apart, that entered the summary, 0 to 1; for extractive the share that was picked"),
        Column.text(
            "finish_reason",
            "why the last writing stopped: end_token, max_length or no_token_allowed; for extractive selected"));
  }

  @Override
  public Object[] values(SummaryRow row) {
    return new Object[] {
      row.model(),
      row.strategy(),
      row.summary(),
      row.chunks(),
      row.rounds(),
      row.inputTokens(),
      row.outputTokens(),
      row.truncated(),
      row.coverage(),
      row.finishReason()
    };
  }
}
