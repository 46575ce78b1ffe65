package dev.glossa.jobs.config;

/** The formats in which input files hold documents. */
public enum InputFormat {
  /** By the file's ending. */
  AUTO,
  /** The whole file is one document. */
  TEXT,
  /** Each line is a JSON object, and a document. */
  JSONL,
  /** Comma-separated values as in RFC 4180, with a header row; each other row is a document. */
  CSV,
  /** Each row is a document. */
  PARQUET
}
