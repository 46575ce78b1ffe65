package dev.glossa.jobs.table;

import dev.glossa.udf.task.NextTokenRow;
import java.util.List;

/** The tokens that a model holds likeliest after a document's opening. */
public final class NextTokenTable implements RecordTable<NextTokenRow> {

  @Override
  public String name() {
    return "next_token";
  }

  @Override
  public String rowPer() {
    return "prompt, temperature and rank";
  }

  @Override
  public List<Column> columns() {
    return List.of(
        Column.text("model", "name of the checkpoint in the configuration"),
        Column.real("temperature", "that the logits were divided by"),
        Column.integer("rank", "from 1, likeliest first"),
        Column.integer("id", "token id"),
        Column.text("token", "as the vocabulary writes it"),
        Column.real("probability", "among the whole vocabulary at this temperature"),
        Column.real("log_probability", "its natural logarithm"),
        Column.integer("prompt_end", "UTF-16 unit of the document after the prompt's last"),
        Column.integer(
                "came_id",
                "the token that follows in the document; null where the prompt is all of it")
            .orNull(),
        Column.real(
                "came_surprisal",
                "minus its log-probability at temperature 1, in nats; null where the prompt is all")
            .orNull());
  }

  @Override
  public Object[] values(NextTokenRow row) {
    return new Object[] {
      row.model(),
      row.temperature(),
      row.rank(),
      row.id(),
      row.token(),
      row.probability(),
      row.logProbability(),
      row.promptEnd(),
      row.cameId(),
      row.cameSurprisal()
    };
  }
}
