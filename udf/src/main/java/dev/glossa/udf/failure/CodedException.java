package dev.glossa.udf.failure;

/** A failure with a code and a message that is safe to show to anybody. */
public abstract class CodedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final String code;

  /**
   * A failure.
   *
   * @param code a stable name in capitals, such as {@code TOO_LONG}
   * @param message what could not be done and why, without any of a document's text
   * @param cause what a library said, or null; it is not shown
   */
  protected CodedException(String code, String message, Throwable cause) {
    super(message, cause);
    this.code = code;
  }

  /** The name that the table {@code errors} knows it by. */
  public final String code() {
    return code;
  }
}
