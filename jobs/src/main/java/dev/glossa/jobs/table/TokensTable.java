package dev.glossa.jobs.table;

import dev.glossa.udf.task.TokensRow;
import java.util.List;

/** A document in a tokenizer's tokens, the template's special tokens included. */
public final class TokensTable implements RecordTable<TokensRow> {

  @Override
  public String name() {
    return "tokens";
  }

  @Override
  public String rowPer() {
    return "document and tokenizer";
  }

  @Override
  public List<Column> columns() {
    return List.of(
        Column.text("tokenizer", "name of the checkpoint that the tokenizer belongs to"),
        Column.integers("ids", "token ids"),
        Column.texts("tokens", "the tokens as the vocabulary writes them"),
        Column.integers("begins", "first UTF-16 unit of each token in the document"),
        Column.integers(
            "ends", "UTF-16 unit after each token; equal to its begin for a special token"));
  }

  @Override
  public Object[] values(TokensRow row) {
    return new Object[] {row.tokenizer(), row.ids(), row.tokens(), row.begins(), row.ends()};
  }
}
