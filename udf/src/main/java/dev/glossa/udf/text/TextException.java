package dev.glossa.udf.text;

import dev.glossa.udf.failure.CodedException;

/** A document's text that cannot be processed. Its message holds none of the text. */
public final class TextException extends CodedException {
  private static final long serialVersionUID = 1L;

  /**
   * Reports a text.
   *
   * @param code a stable name in capitals, such as {@code TOO_LONG}
   * @param message without any of the text
   */
  public TextException(String code, String message) {
    super(code, message, null);
  }
}
