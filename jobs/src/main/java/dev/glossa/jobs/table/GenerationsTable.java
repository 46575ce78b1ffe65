package dev.glossa.jobs.table;

import dev.glossa.udf.task.GenerationRow;
import java.util.List;

/** What a model writes after a document's opening. */
public final class GenerationsTable implements RecordTable<GenerationRow> {

  @Override
  public String name() {
    return "generations";
  }

  @Override
  public String rowPer() {
    return "prompt, strategy and sample";
  }

  @Override
  public List<Column> columns() {
    return List.of(
        Column.text("model", "name of the checkpoint in the configuration"),
        Column.text("strategy", "the configuration's name for the way of choosing tokens"),
        Column.integer("sample", "number of the text within the strategy, from 0"),
        Column.integer("prompt_end", "UTF-16 unit of the document after the prompt's last"),
        Column.text("text", "what was written, without the prompt"),
        Column.integers("ids", "its token ids, an end token included"),
        Column.real(
            "log_probability",
            "sum over the chosen tokens of their log-probability when chosen, in nats"),
        Column.text(
            "settings",
            "the strategy's complete settings, a JSON object with Hugging Face's names"),
        Column.big("seed", "seed of the run"),
        Column.text(
            "finish_reason", "why the writing stopped: end_token, max_length or no_token_allowed"));
  }

  @Override
  public Object[] values(GenerationRow row) {
    return new Object[] {
      row.model(),
      row.strategy(),
      row.sample(),
      row.promptEnd(),
      row.text(),
      row.ids(),
      row.logProbability(),
      row.settings(),
      row.seed(),
      row.finishReason()
    };
  }
}
