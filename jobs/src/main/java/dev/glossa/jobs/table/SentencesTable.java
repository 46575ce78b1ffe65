package dev.glossa.jobs.table;

import dev.glossa.udf.task.SentenceRow;
import java.util.List;

/** The sentences of a document, as Spark NLP's detector finds them. */
public final class SentencesTable implements RecordTable<SentenceRow> {

  @Override
  public String name() {
    return "sentences";
  }

  @Override
  public String rowPer() {
    return "sentence";
  }

  @Override
  public List<Column> columns() {
    return List.of(
        Column.integer("sentence", "number within the document, from 0"),
        Column.integer("begin", "first UTF-16 unit of the sentence in the document"),
        Column.integer("end", "UTF-16 unit after its last"),
        Column.texts("words", "its words in order, as Spark NLP's tokenizer parts them"),
        Column.text("text", "the document's text between begin and end"));
  }

  @Override
  public Object[] values(SentenceRow row) {
    return new Object[] {
      row.sentence(), row.begin(), row.end(), row.words().toArray(String[]::new), row.text()
    };
  }
}
