package dev.glossa.jobs.table;

import java.util.List;

/** The documents that went through every stage, with their text. */
public final class DocumentsTable implements Table {

  @Override
  public String name() {
    return "documents";
  }

  @Override
  public String rowPer() {
    return "document";
  }

  @Override
  public List<Column> columns() {
    return List.of(
        Column.text(
            "content", "SHA-256 of the text, 64 hexadecimal digits; the same under all settings"),
        Column.text(
            "source", "path of the file that it was read from; occurrences has all of them"),
        Column.text("id", "its name within the source"),
        Column.text("language", "two-letter code"),
        Column.integer("characters", "length of the text in UTF-16 units"),
        Column.integer("bytes", "length of the text in UTF-8"),
        Column.integer("repaired", "UTF-16 units replaced because they were no text"),
        Column.text("text", "the text that every offset refers to"));
  }
}
