package dev.glossa.jobs.corpus;

/** Reasons why an input could not be read. Their names are published in {@code errors}. */
public enum ReadCode {
  /** Nothing but white space, control and invisible characters. */
  EMPTY_TEXT,
  /** The row has no value in the text column. */
  MISSING_TEXT,
  /** The file has no text column. */
  MISSING_COLUMN,
  /** The text column holds something other than a string. */
  WRONG_TYPE,
  /** The line is not one JSON object. */
  MALFORMED_JSON,
  /** The row's quotes or its number of cells are wrong. */
  MALFORMED_CSV,
  /** Longer than {@code input.max_bytes}. */
  TOO_LARGE,
  /** More than a third of it is NUL or malformed. */
  NOT_UTF8,
  /** The gzip stream ends too early; what came before the last line was read. */
  TRUNCATED_GZIP,
  /** Not a gzip stream, or damaged; what came before the damage was read. */
  CORRUPT_GZIP,
  /** Not a Parquet file, or damaged; rows before the damage may have been read. */
  CORRUPT_PARQUET,
  /** A sound file, but packed, encoded or encrypted in a way that cannot be read here. */
  UNSUPPORTED,
  /** The file or folder could not be opened or read on. */
  UNREADABLE
}
