package dev.glossa.jobs.corpus;

import java.util.Map;

/** A document or a failure that a reader found at one place of a file. */
sealed interface Item {

  /** Its position in the file. */
  Place place();

  /**
   * A text.
   *
   * @param language of the language column, or ""
   * @param columns values of the further columns by name, those that are there and not empty; as
   *     they were in the file, like the text
   * @param text as it was in the file: bytes that are no UTF-8 stand in it as lone surrogates
   */
  record Found(Place place, String language, Map<String, String> columns, String text)
      implements Item {}

  /**
   * Something that could not be read.
   *
   * @param message without any of the document's text
   */
  record Failed(Place place, ReadCode code, String message) implements Item {}
}
