package dev.glossa.udf.chat;

/** What a template does wrong, or says to be wrong. */
final class TemplateError extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient Text text;

  TemplateError(Text text) {
    super(text.string(), null, false, false);
    this.text = text;
  }

  TemplateError(String message) {
    this(Text.of(message));
  }

  /** The message, which knows whether a part of it came from the conversation. */
  Text text() {
    return text;
  }
}
