package dev.glossa.udf.text;

/** A document's text that cannot be processed. Its message holds none of the text. */
public final class TextException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final String code;

  /**
   * Reports a text.
   *
   * @param code as below
   * @param message without any of the text
   */
  public TextException(String code, String message) {
    super(message);
    this.code = code;
  }

  /** A stable name in capitals, such as {@code TOO_LONG}. */
  public String code() {
    return code;
  }
}
