package dev.glossa.udf.chat;

import dev.glossa.udf.failure.CodedException;

/** A conversation that cannot be rendered. Its message holds none of the messages' text. */
public final class ChatException extends CodedException {
  private static final long serialVersionUID = 1L;

  /** The code of everything that a template does wrong. */
  static final String CODE = "CHAT_TEMPLATE";

  ChatException(String message, Throwable cause) {
    super(CODE, message, cause);
  }
}
