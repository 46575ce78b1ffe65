package dev.glossa.udf.decode;

/** The reason why a text ends where it does. */
public enum FinishReason {
  /** The model chose an end token. */
  END_TOKEN,
  /** It is as long as it may be; its last token may be an end token that was forced there. */
  MAX_LENGTH,
  /** Its grammar lets nothing follow. */
  COMPLETE,
  /** It holds a stop string. */
  STOP_STRING,
  /** Every token was banned, which a ban on repeated n-grams can bring about. */
  NO_TOKEN_ALLOWED,
  /** No text of its grammar is as short as the text must be, so that nothing was written. */
  NO_ROOM
}
