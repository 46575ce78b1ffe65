package dev.glossa.jobs.corpus;

/** A document or a failure that a reader found at one place of a file. */
sealed interface Item {

  /** Its position in the file. */
  Place place();

  /**
   * A text.
   *
   * @param language of the language column, or ""
   * @param text as it was in the file: bytes that are no UTF-8 stand in it as lone surrogates
   */
  record Found(Place place, String language, String text) implements Item {}

  /**
   * Something that could not be read.
   *
   * @param message without any of the document's text
   */
  record Failed(Place place, ReadCode code, String message) implements Item {}
}
