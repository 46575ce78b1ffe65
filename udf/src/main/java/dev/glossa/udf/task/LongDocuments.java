package dev.glossa.udf.task;

import java.util.Locale;

/** What becomes of a document that a model cannot read at once with a question. */
public enum LongDocuments {
  /** Its chunks are asked, and their answers are asked again until one is left. */
  REDUCE,
  /** Every chunk has an answer of its own. */
  CHUNKS,
  /** Only its beginning is read, which ends at a sentence. */
  TRUNCATE,
  /** It has no answer but an error. */
  ERROR;

  /** Its word in settings. */
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }
}
